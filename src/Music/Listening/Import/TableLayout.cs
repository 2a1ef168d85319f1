namespace Mixtape.Music.Listening.Import;

/// <summary>Where in a table's line each thing stands; -1 where the table does not have it.</summary>
internal sealed record TableLayout(
    int Listener, int Track, int Timestamp = -1, int Count = -1, int PlayRatio = -1, int MsPlayed = -1,
    int Artist = -1, int ArtistId = -1, int Title = -1)
{
    /// <summary>
    /// listener, track, count, timestamp: the order of tables without a header; the last two may be missing.
    /// </summary>
    public static TableLayout WithoutHeader(int fields) =>
        new(0, 1, Count: fields > 2 ? 2 : -1, Timestamp: fields > 3 ? 3 : -1);

    /// <summary>
    /// The layout that a header gives; null where the line is no header, since it names neither a listener nor a track.
    /// </summary>
    /// <exception cref="InvalidImportException">A column that was asked for is missing, or only one of the two needed
    /// is there.</exception>
    public static TableLayout? FromHeader(IReadOnlyList<string> header, TableColumns columns)
    {
        var table = new TableHeader(header);
        var listener = table.Find(columns.Listener, "listener", "listenerid", "user", "userid", "username");
        var track = table.Find(columns.Track, "track", "trackid", "item", "itemid", "song", "songid");
        if (listener < 0 && track < 0 && !columns.AnyGiven) return null;
        if (listener < 0 || track < 0)
        {
            var missing = listener < 0 ? "listener" : "track";
            throw new InvalidImportException(
                $"The header ({string.Join(", ", header)}) has no column for the {missing}: name it with --{missing}.");
        }

        return new TableLayout(
            listener,
            track,
            table.Find(columns.Timestamp, "timestamp", "time", "ts", "date", "datetime", "playedat"),
            table.Find(columns.Count, "count", "plays", "playcount", "weight"),
            table.Find(columns.PlayRatio, "playratio"),
            table.Find(columns.MsPlayed, "msplayed"),
            table.Find(columns.Artist, "artist", "artistname"),
            table.Find(columns.ArtistId, "artistid"),
            table.Find(columns.Title, "title", "trackname", "tracktitle", "songname"));
    }
}
