namespace Mixtape.Music.Listening.Import;

/// <summary>
/// The HetRec 2011 Last.fm data set (user_artists.dat and artists.dat, plain or packed with gzip). It counts plays by
/// artist, so the artists stand in for tracks.
/// </summary>
public static class LastFm2kImport
{
    private static readonly TableColumns _columns = new() { Listener = "userID", Track = "artistID", Count = "weight" };

    /// <summary>The artists, then the play counts.</summary>
    /// <param name="folder">Where the files lie.</param>
    /// <param name="asOf">When the plays happened, which the data set does not say; the day of the file where
    /// null.</param>
    /// <param name="now">The time, after which no play has happened.</param>
    /// <param name="report">Takes what cannot be read.</param>
    /// <exception cref="InvalidImportException">A file is missing or is not of that form.</exception>
    public static IEnumerable<ImportedRow> Read(
        string folder, DateTimeOffset? asOf, DateTimeOffset now, ImportReport report) =>
        Artists(ImportFile.Find(folder, "artists.dat"), report)
            .Concat(TableImport.Read(ImportFile.Find(folder, "user_artists.dat"), _columns, asOf, now, report));

    private static IEnumerable<ImportedRow> Artists(string path, ImportReport report)
    {
        using var stream = ImportFile.Open(path);
        var isHeader = true;
        foreach (var (number, text) in ImportLines.Read(stream))
        {
            var fields = text?.Split('\t', StringSplitOptions.TrimEntries);
            if (isHeader)
            {
                isHeader = false;
                if (fields is ["id", "name", ..]) continue;
                throw new InvalidImportException(
                    $"{Path.GetFileName(path)} does not begin with the header 'id name url pictureURL'.");
            }

            report.CountRead();
            if (fields is [var id, var name, ..] && ExternalId.Problem(id) is null
                && CatalogueEntry.Of(id, name, name, id) is { } artist)
            {
                yield return new ImportedRow(null, artist);
            }
            else
            {
                report.Note($"{Path.GetFileName(path)} line {number}", "it does not begin with an id and a name");
            }
        }
    }
}
