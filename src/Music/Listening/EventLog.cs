using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mixtape.Music.Blobs;

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

    private static readonly UTF8Encoding _strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes of a batch: the same events in the same order give the same bytes.</summary>
    public static ReadOnlyMemory<byte> ToBytes(IEnumerable<ListeningEvent> events)
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 16);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = _json.Encoder });
        foreach (var e in events)
        {
            JsonSerializer.Serialize(writer, Line.Of(e), _json);
            writer.Flush();
            writer.Reset();
            buffer.Write("\n"u8);
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Reads a batch, an event at a time.</summary>
    /// <exception cref="CorruptBlobException">A line is not an event.</exception>
    public static async IAsyncEnumerable<ListeningEvent> ReadAsync(
        Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream, _strictUtf8, detectEncodingFromByteOrderMarks: false);
        for (var number = 1; ; number++)
        {
            ListeningEvent? e = null;
            try
            {
                if (await reader.ReadLineAsync(cancellationToken) is not { } text) yield break;
                e = JsonSerializer.Deserialize<Line>(text, _json)?.ToEvent();
            }
            catch (Exception exception) when (exception is JsonException or DecoderFallbackException)
            {
                // Said below, in the words that a line of other content gets.
            }

            yield return e ?? throw NotAnEvent(number);
        }
    }

    /// <summary>A batch without the events of a listener; all other lines stay byte for byte.</summary>
    /// <exception cref="CorruptBlobException">A line is not an event.</exception>
    public static ReadOnlyMemory<byte> Without(ReadOnlyMemory<byte> batch, string listener)
    {
        var kept = new ArrayBufferWriter<byte>(Math.Max(1, batch.Length));
        for (var (number, rest) = (1, batch); !rest.IsEmpty; number++)
        {
            var end = rest.Span.IndexOf((byte)'\n') is >= 0 and var found ? found + 1 : rest.Length;
            if (ReadListener(rest.Span[..end], number) != listener) kept.Write(rest.Span[..end]);
            rest = rest[end..];
        }

        return kept.WrittenMemory;
    }

    private static string ReadListener(ReadOnlySpan<byte> line, int number)
    {
        try
        {
            if (JsonSerializer.Deserialize<Line>(line, _json)?.ToEvent() is { } e) return e.Listener;
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw NotAnEvent(number);
    }

    private static CorruptBlobException NotAnEvent(int number) =>
        new($"Line {number} of an event batch is not an event: restore the blob from a backup.");

    private sealed record Line(string? Listener, string? Track, long At, int Ms, EventKind Kind, int Count, string? Id)
    {
        public static Line Of(ListeningEvent e) => new(
            e.Listener, e.Track, e.Timestamp.ToUnixTimeMilliseconds(), e.MsPlayed, e.Kind, e.Count == 1 ? 0 : e.Count, e.Id);

        /// <summary>The event, or null where no event says such things.</summary>
        public ListeningEvent? ToEvent() =>
            string.IsNullOrEmpty(Listener) || string.IsNullOrEmpty(Track) || Ms < 0 || Count < 0 || !Enum.IsDefined(Kind)
            || At < DateTimeOffset.MinValue.ToUnixTimeMilliseconds() || At > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
                ? null
                : new ListeningEvent(
                    Listener, Track, DateTimeOffset.FromUnixTimeMilliseconds(At), Ms, Kind, Math.Max(1, Count), Id);
    }
}
