namespace Mixtape.Music.Listening;

/// <summary>Catalogue entries as clients send them.</summary>
public static class TrackBatch
{
    /// <summary>The longest title or name taken, in characters.</summary>
    public const int MaximumText = 500;

    /// <summary>Reads a batch: {id, title, artist, artistId?, releaseDate?, durationMs?} each.</summary>
    public static (List<Track> Items, List<ItemError> Errors) Read(ReadOnlySpan<byte> utf8) =>
        JsonBatch.Read(utf8, "tracks", item =>
        {
            var track = new Track(
                item.Id("id"),
                item.Text("title", MaximumText),
                item.Text("artist", MaximumText),
                item.OptionalId("artistId"),
                item.OptionalDay("releaseDate"),
                item.Has("durationMs") ? item.Integer("durationMs", 1, int.MaxValue) : null);
            return item.Sound ? track : null;
        });
}
