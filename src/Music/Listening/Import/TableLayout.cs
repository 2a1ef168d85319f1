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
        var names = header.Select(Plain).ToList();
        var listener = Find(columns.Listener, "listener", "listenerid", "user", "userid", "username");
        var track = Find(columns.Track, "track", "trackid", "item", "itemid", "song", "songid");
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
            Find(columns.Timestamp, "timestamp", "time", "ts", "date", "datetime", "playedat"),
            Find(columns.Count, "count", "plays", "playcount", "weight"),
            Find(columns.PlayRatio, "playratio"),
            Find(columns.MsPlayed, "msplayed"),
            Find(columns.Artist, "artist", "artistname"),
            Find(columns.ArtistId, "artistid"),
            Find(columns.Title, "title", "trackname", "tracktitle", "songname"));

        int Find(string? asked, params ReadOnlySpan<string> usual)
        {
            if (asked is not null)
            {
                return names.IndexOf(Plain(asked)) is >= 0 and var at ? at : throw new InvalidImportException(
                    $"There is no column '{asked}'; the header has: {string.Join(", ", header)}.");
            }

            foreach (var name in usual)
            {
                if (names.IndexOf(name) is >= 0 and var at) return at;
            }

            return -1;
        }
    }

    private static string Plain(string name) =>
        new([.. name.Where(c => c is not (' ' or '-' or '_')).Select(char.ToLowerInvariant)]);
}
