namespace Mixtape.Music.Listening;

/// <summary>Catalogue entries as clients send them.</summary>
public static class TrackBatch
{
    /// <summary>The longest title or name taken, in characters.</summary>
    public const int MaximumText = 500;

    /// <summary>The most features of one track.</summary>
    public const int MaximumFeatures = 64;

    /// <summary>How far from 0 a feature may be: squares of such numbers, and sums of many, are still finite as 32-bit floats.</summary>
    public const double LargestFeature = 1e15;

    /// <summary>Reads a batch: {id, title, artist, artistId?, releaseDate?, durationMs?, features?} each.</summary>
    public static (List<Track> Items, List<ItemError> Errors) Read(ReadOnlySpan<byte> utf8) =>
        JsonBatch.Read(utf8, "tracks", item =>
        {
            var track = new Track(
                item.Id("id"),
                item.Text("title", MaximumText),
                item.Text("artist", MaximumText),
                item.OptionalId("artistId"),
                item.OptionalDay("releaseDate"),
                item.Has("durationMs") ? item.Integer("durationMs", 1, int.MaxValue) : null,
                item.OptionalNumbers("features", MaximumFeatures, LargestFeature));
            return item.Sound ? track : null;
        });
}
