using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mixtape.Music.Listening;

/// <summary>
/// The stored form of events: one JSON object a line (UTF-8, LF), the source of truth that everything else is computed
/// from. Fields: listener, track, at (Unix milliseconds), ms, kind, and count and id where they say something.
/// Readers skip fields they do not know, so the form can grow.
/// </summary>
public static class EventLog
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The bytes of a batch: the same events in the same order give the same bytes.</summary>
    public static ReadOnlyMemory<byte> ToBytes(IEnumerable<ListeningEvent> events)
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 16);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = _json.Encoder });
        foreach (var e in events)
        {
            JsonSerializer.Serialize(
                writer, new Line(e.Listener, e.Track, e.Timestamp.ToUnixTimeMilliseconds(), e.MsPlayed, e.Kind, e.Count, e.Id), _json);
            writer.Flush();
            writer.Reset();
            buffer.Write("\n"u8);
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Reads a batch, an event at a time.</summary>
    /// <exception cref="Blobs.CorruptBlobException">A line is not an event.</exception>
    public static async IAsyncEnumerable<ListeningEvent> ReadAsync(
        Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream);
        for (var number = 1; await reader.ReadLineAsync(cancellationToken) is { } text; number++)
        {
            Line? line;
            try
            {
                line = JsonSerializer.Deserialize<Line>(text, _json);
            }
            catch (JsonException)
            {
                line = null;
            }

            if (line is not { Listener: not null, Track: not null })
                throw new Blobs.CorruptBlobException($"Line {number} of an event batch is not an event: restore the blob from a backup.");
            yield return new ListeningEvent(
                line.Listener, line.Track, DateTimeOffset.FromUnixTimeMilliseconds(line.At), line.Ms, line.Kind,
                Math.Max(1, line.Count), line.Id);
        }
    }

    private sealed record Line(string Listener, string Track, long At, int Ms, EventKind Kind, int Count, string? Id);
}
