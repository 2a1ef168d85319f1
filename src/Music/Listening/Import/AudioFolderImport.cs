namespace Mixtape.Music.Listening.Import;

/// <summary>A file with a track's audio.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Track">The track's id.</param>
public readonly record struct AudioFile(string Path, string Track);

/// <summary>Folders of audio files, each named after its track, or with a table that says whose they are.</summary>
public static class AudioFolderImport
{
    private static readonly HashSet<string> _extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".wav", ".flac", ".mp3", ".ogg", ".oga", ".opus", ".m4a", ".mp4", ".aac",
    };

    private static readonly EnumerationOptions _deep = new() { RecurseSubdirectories = true, MaxRecursionDepth = 16 };

    /// <summary>
    /// The audio files in a folder and below it, in order of their paths; the name without its extension is the track's id.
    /// </summary>
    /// <exception cref="InvalidImportException">There is no such folder.</exception>
    public static IEnumerable<AudioFile> Read(string folder, ImportReport report)
    {
        if (!Directory.Exists(folder)) throw new InvalidImportException($"There is no folder '{folder}'.");
        var files = new Files(folder, report);
        foreach (var path in Directory.EnumerateFiles(folder, "*", _deep).Order(StringComparer.Ordinal))
        {
            report.CountRead();
            if (!_extensions.Contains(Path.GetExtension(path))) report.LeaveOut("files that are no audio by their names");
            else if (files.Take(path, Path.GetFileNameWithoutExtension(path), files.Name(path)) is { } file) yield return file;
        }
    }

    /// <summary>
    /// The files that a table names: two columns, of paths within the folder and of tracks' ids, in this order unless a header says
    /// otherwise; separated as <see cref="TrackTableImport"/>'s are.
    /// </summary>
    /// <exception cref="InvalidImportException">There is no such folder or table, or the table is damaged.</exception>
    public static IEnumerable<AudioFile> Read(string folder, string table, ImportReport report)
    {
        if (!Directory.Exists(folder)) throw new InvalidImportException($"There is no folder '{folder}'.");
        var files = new Files(folder, report);
        using var stream = ImportFile.Open(table);
        var (separator, layout) = (FieldSeparator.Tab, ((int Path, int Track)?)null);
        foreach (var (number, text) in ImportLines.Read(stream))
        {
            var place = $"{Path.GetFileName(table)} line {number}";
            if (layout is null && text is not null) separator = DelimitedFields.Detect(text);
            var fields = text is null ? null : DelimitedFields.Split(text, separator);
            if (layout is null && fields is not null)
            {
                var header = new TableHeader(fields);
                layout = (header.Find(null, "file", "filename", "path"), header.Find(null, "track", "trackid", "id", "item", "itemid"));
                if (layout is { Path: >= 0, Track: >= 0 }) continue;
                layout = (0, 1);
            }

            report.CountRead();
            if (fields is null || layout is not var (path, track) || fields.Count <= Math.Max(path, track))
                report.Note(place, "it does not have a file and a track");
            else if (files.Take(Path.GetFullPath(Path.Combine(folder, fields[path])), fields[track], place) is { } file)
                yield return file;
        }
    }

    /// <summary>What is taken of a folder, each track once.</summary>
    private sealed class Files(string folder, ImportReport report)
    {
        private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
        private readonly Dictionary<string, string> _byTrack = new(StringComparer.Ordinal);

        public string Name(string path) => Path.GetRelativePath(_root, Path.GetFullPath(path));

        public AudioFile? Take(string path, string track, string place)
        {
            var isInside = Path.GetFullPath(path).StartsWith(_root, StringComparison.Ordinal);
            if (ExternalId.Problem(track) is { } problem) report.Note(place, $"the track's id {problem}");
            else if (!isInside) report.Note(place, "the file lies outside the folder");
            else if (!File.Exists(path)) report.Note(place, $"there is no file '{Name(path)}'");
            else if (new FileInfo(path).Length == 0) report.Note(place, "the file is empty");
            else if (!_byTrack.TryAdd(track, Name(path))) report.Note(place, $"'{_byTrack[track]}' is of that track already");
            else return new AudioFile(path, track);
            return null;
        }
    }
}
