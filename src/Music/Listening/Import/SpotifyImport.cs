using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Mixtape.Numerics;

namespace Mixtape.Music.Listening.Import;

/// <summary>
/// The listening history that Spotify hands to its users: the extended one (<c>Streaming_History_Audio_*.json</c>,
/// older
/// <c>endsong_*.json</c>) and the one of the last year (<c>StreamingHistory*.json</c>), as a file, a folder, or the
/// .zip as it came. Podcasts, audiobooks and plays of no length are left out; less than 30 s is a skip.
/// </summary>
public static class SpotifyImport
{
    private static readonly string[] _extended = ["Streaming_History_Audio_", "endsong_"];
    private const string LastYear = "StreamingHistory";

    /// <summary>Reads the history, entry by entry in bounded memory, in the order of the files' names.</summary>
    /// <param name="path">A .json file of any name, a folder, or a .zip.</param>
    /// <param name="listener">Whose history it is: the id to import it under.</param>
    /// <param name="now">The time, after which no play has happened.</param>
    /// <param name="report">Takes what cannot be read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InvalidImportException">There is no history there, or a file is damaged.</exception>
    public static async IAsyncEnumerable<ImportedRow> ReadAsync(
        string path, string listener, DateTimeOffset now, ImportReport report,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (ExternalId.Problem(listener) is { } problem) throw new InvalidImportException(
            $"The listener's name {problem}.");
        if (Path.GetExtension(path).Equals(".zip", StringComparison.OrdinalIgnoreCase))
        {
            using var archive = OpenArchive(path);
            var entries = archive.Entries.Where(entry => IsHistory(entry.Name)).OrderBy(entry => entry.Name, StringComparer.Ordinal).ToList();
            ThrowIfNone(entries.Count, path);
            foreach (var entry in entries)
            {
                await using var stream = new ExpansionGuard(
                    await entry.OpenAsync(cancellationToken), entry.Name, () => entry.CompressedLength);
                await foreach (var row in ReadFileAsync(stream, entry.Name, listener, now, report, cancellationToken)) yield return row;
            }
        }
        else
        {
            var files = Directory.Exists(path)
                ? [.. Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories)
                    .Where(file => IsHistory(Path.GetFileName(file))).Order(StringComparer.Ordinal)]
                : new List<string> { path };
            ThrowIfNone(files.Count, path);
            foreach (var file in files)
            {
                await using var stream = ImportFile.Open(file);
                await foreach (var row in ReadFileAsync(stream, Path.GetFileName(file), listener, now, report, cancellationToken)) yield return row;
            }
        }
    }

    /// <summary>
    /// A readable id for a track that is known by artist and title only: "artist - title" where that is an unambiguous
    /// id as it stands; else made so, with a hash of the two at its end. The same pair always gets the same id.
    /// </summary>
    public static string TrackId(string artist, string title)
    {
        var plain = $"{artist} - {title}";
        if (ExternalId.Problem(plain) is null && !artist.Contains(" - ", StringComparison.Ordinal)) return plain;

        var kept = new string([.. plain.Select(c => char.IsControl(c) || char.IsSurrogate(c) || c is '/' or '\\' or '?' or '#' ? '_' : c)]);
        var hash = StableHash.Of($"{artist}\0{title}").ToString("x16", CultureInfo.InvariantCulture);
        return $"{kept[..Math.Min(kept.Length, 180)].Trim()} ~{hash}";
    }

    private static ZipArchive OpenArchive(string path)
    {
        try
        {
            return ZipFile.OpenRead(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidImportException($"There is no file '{path}'.", e);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidImportException($"'{path}' is no .zip file, or a damaged one: download it again.", e);
        }
    }

    private static bool IsHistory(string name) =>
        name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
        && (name.StartsWith(LastYear, StringComparison.Ordinal) && !name.StartsWith(LastYear + "_podcast", StringComparison.Ordinal)
            || _extended.Any(start => name.StartsWith(start, StringComparison.Ordinal)));

    private static void ThrowIfNone(int files, string path)
    {
        if (files > 0) return;
        throw new InvalidImportException(
            $"'{path}' holds no Streaming_History_Audio_*.json, endsong_*.json or StreamingHistory*.json: point to what Spotify sent you.");
    }

    private static async IAsyncEnumerable<ImportedRow> ReadFileAsync(
        Stream stream, string name, string listener, DateTimeOffset now, ImportReport report,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var number = 0L;
        await using var entries = JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(stream, cancellationToken: cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await entries.MoveNextAsync()) yield break;
            }
            catch (JsonException e)
            {
                throw new InvalidImportException(
                    $"{name} is not the JSON that it should be after entry {number}: download it again.", e);
            }

            number++;
            report.CountRead();
            var (row, problem) = Judge(entries.Current, listener, now, report);
            if (problem is not null) report.Note($"{name} entry {number}", problem);
            else if (row is not null) yield return row.Value;
        }
    }

    private static (ImportedRow? Row, string? Problem) Judge(
        JsonElement entry, string listener, DateTimeOffset now, ImportReport report)
    {
        try
        {
            var row = Row(entry, listener, report, out var problem);
            return (row, row?.Event is { } happening ? EventBatch.Problem(happening, now) : problem);
        }
        catch (InvalidOperationException)
        {
            // So the reader answers to half a character or to bytes that are not UTF-8.
            return (null, "its text is not well-formed Unicode");
        }
    }

    private static ImportedRow? Row(JsonElement entry, string listener, ImportReport report, out string? problem)
    {
        problem = null;
        var isExtended = entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("ts", out _);
        var time = isExtended ? Text(entry, "ts") : Text(entry, "endTime");
        var ms = Number(entry, isExtended ? "ms_played" : "msPlayed");
        if (time is null || ms is null || !DateTimeOffset.TryParse(
            time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var timestamp))
        {
            problem = "it has no time and length of play";
            return null;
        }

        var artist = Text(entry, isExtended ? "master_metadata_album_artist_name" : "artistName");
        var title = Text(entry, isExtended ? "master_metadata_track_name" : "trackName");
        var id = isExtended ? Text(entry, "spotify_track_uri") : artist is null || title is null ? null : TrackId(
            artist, title);
        if (artist is null || title is null || id is null)
        {
            report.LeaveOut("entries that are no music (podcasts, audiobooks, videos)");
            return null;
        }

        if (ExternalId.Problem(id) is { } idProblem) problem = $"its track id {idProblem}";
        if (problem is not null) return null;
        if (ms <= 0)
        {
            report.LeaveOut("plays of no length");
            return null;
        }

        var kind = ms >= TableImport.UnknownMsPlayed ? EventKind.Stream : EventKind.Skip;
        return new ImportedRow(
            new ListeningEvent(listener, id, timestamp, (int)Math.Min(ms.Value, int.MaxValue), kind),
            CatalogueEntry.Of(id, title, artist));
    }

    private static string? Text(JsonElement entry, string name) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text ? text : null;

    private static long? Number(JsonElement entry, string name) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var number) ? number : null;
}
