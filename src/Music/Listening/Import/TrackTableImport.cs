using System.Globalization;

namespace Mixtape.Music.Listening.Import;

/// <summary>
/// Tables of tracks with a header: tab-, comma- or semicolon-separated, plain or packed with gzip. A row is a catalogue entry, its id,
/// title and artist in columns of their own; the numbers of the columns left are its features.
/// </summary>
public static class TrackTableImport
{
    /// <summary>Reads a file, line by line in bounded memory.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Names of columns, where they are not the usual ones.</param>
    /// <param name="report">Takes what cannot be read, and counts what is no number by column.</param>
    /// <exception cref="InvalidImportException">There is no such file, it is damaged, or a column is missing.</exception>
    public static IEnumerable<ImportedRow> Read(string path, TrackColumns columns, ImportReport report)
    {
        using var stream = ImportFile.Open(path);
        var (separator, layout) = (FieldSeparator.Tab, (Layout?)null);
        foreach (var (number, text) in ImportLines.Read(stream))
        {
            var place = $"{Path.GetFileName(path)} line {number}";
            if (layout is null && text is not null) separator = DelimitedFields.Detect(text);
            var fields = text is null ? null : DelimitedFields.Split(text, separator);
            if (layout is null)
            {
                if (fields is null) throw new InvalidImportException($"{place} is no header: the first line must name the columns.");
                layout = Layout.Of(fields, columns);
                continue;
            }

            report.CountRead();
            if (fields is null)
            {
                report.Note(place, text is null ? $"it is longer than {ImportLines.MaximumLength} characters" : "a quote is not closed");
            }
            else if (fields.Count != layout.Count)
            {
                report.Note(place, $"it has {fields.Count} fields, but the header names {layout.Count} columns");
            }
            else if (ExternalId.Problem(fields[layout.Id]) is { } problem)
            {
                report.Note(place, $"the track's id {problem}");
            }
            else if (CatalogueEntry.Of(
                fields[layout.Id], fields[layout.Title], fields[layout.Artist],
                layout.ArtistId < 0 ? null : fields[layout.ArtistId]) is { } track)
            {
                yield return new ImportedRow(null, track with { Features = Features(fields, layout, report) });
            }
            else
            {
                report.Note(place, "it has no title or no artist");
            }
        }
    }

    private static SortedDictionary<string, double>? Features(List<string> fields, Layout layout, ImportReport report)
    {
        var features = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, at) in layout.Features)
        {
            if (fields[at].ToLowerInvariant() is "" or "na" or "nan" or "null") continue; // not known
            if (double.TryParse(fields[at], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                && Math.Abs(value) <= TrackBatch.LargestFeature)
            {
                features[name] = value;
            }
            else
            {
                report.LeaveOut($"values of column '{name}', which are no such numbers");
            }
        }

        return features.Count > 0 ? features : null;
    }

    /// <summary>Where in a line each thing stands; -1 where the table does not have it.</summary>
    private sealed record Layout(int Count, int Id, int Title, int Artist, int ArtistId, (string Name, int At)[] Features)
    {
        public static Layout Of(List<string> fields, TrackColumns columns)
        {
            var header = new TableHeader(fields);
            var id = Require("id", header.Find(columns.Id, "id", "track", "trackid", "item", "itemid", "song", "songid"));
            var title = Require("title", header.Find(columns.Title, "title", "name", "trackname", "tracktitle", "songname"));
            var artist = Require("artist", header.Find(columns.Artist, "artist", "artistname", "artists"));
            var artistId = header.Find(columns.ArtistId, "artistid");
            int[] taken = [id, title, artist, artistId];
            int[] features = columns.Features is { } asked
                ? [.. asked.Select(name => header.Find(name)).Distinct()]
                : [.. Enumerable.Range(0, fields.Count).Where(at => !taken.Contains(at) && fields[at].Length > 0)];
            if (features.Length > TrackBatch.MaximumFeatures)
            {
                throw new InvalidImportException(
                    $"The table has {features.Length} columns beside the track's own, and {TrackBatch.MaximumFeatures} features are the "
                    + "most: choose some with --features.");
            }

            foreach (var at in features)
            {
                if (ExternalId.Problem(fields[at]) is not { } problem) continue;
                throw new InvalidImportException($"The name of column {at + 1} {problem}: rename it, or choose others with --features.");
            }

            if (features.GroupBy(at => fields[at], StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
                throw new InvalidImportException($"Two columns are named '{twice.Key}': name each differently.");
            return new Layout(fields.Count, id, title, artist, artistId, Array.ConvertAll(features, at => (fields[at], at)));

            int Require(string what, int at) => at >= 0 ? at : throw new InvalidImportException(
                $"The header ({string.Join(", ", fields)}) has no column for the {what}: name it with --{what}.");
        }
    }
}
