using Mixtape.Music.Audio.Rendering;
using Mixtape.Music.Listening;
using Mixtape.Numerics;

namespace Mixtape.Music.SampleWorld;

/// <summary>
/// What the tracks of a sample world sound like: in their genre, in their artist's style, and each its own song. They follow from the
/// world's truth and seed alone, and draw nothing from its chances.
/// </summary>
public sealed class WorldSongs(WorldTruth truth, ulong seed)
{
    // How far on the circle of styles an artist strays from song to song.
    private const double Straying = 0.02;

    /// <summary>The song of a track, to be rendered by <see cref="SongRenderer"/>.</summary>
    /// <param name="track">One of the world's.</param>
    /// <param name="seconds">How much of it.</param>
    /// <exception cref="ArgumentException">The track is not of this world.</exception>
    public SongRequest Of(Track track, double seconds = 16)
    {
        if (track.ArtistId is null || !truth.TrackGenres.TryGetValue(track.Id, out var genre)
            || !truth.ArtistStyles.TryGetValue(track.ArtistId, out var style))
            throw new ArgumentException($"Track {track.Id} is not of this world: give one of SampleWorld.Tracks.");
        var random = new SeededRandom(StableHash.Of(track.Id, SeededRandom.Mix(seed)));
        var strayed = style + Straying * random.NextGaussian();
        return new SongRequest
        {
            Seed = random.NextUInt64(),
            Genre = RenderGenres.Names.ToList().IndexOf(genre),
            Style = Math.Clamp(strayed - Math.Floor(strayed), 0, Math.BitDecrement(1.0)),
            Seconds = seconds,
            TypicalTempo = true,
            DrumsOnly = false,
        };
    }
}
