using System.Runtime.InteropServices;
using Mixtape.Functions.Audio;
using Mixtape.Music.Listening;
using Mixtape.Music.SampleWorld;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Functions.Tests.Serving;

/// <summary>
/// The small world with sound: an embedding follows from a track's genre and its artist's style. Nobody plays a tenth of it.
/// </summary>
internal static class SoundWorld
{
    public const string Model = "ears-1";

    private const int Width = 24;

    public static SampleWorld World => MixtapeApp.SmallWorld;

    /// <summary>The tracks that nobody plays.</summary>
    public static HashSet<string> Unplayed { get; } =
        [.. World.Tracks.Select(track => track.Id).Where(id => StableHash.Fraction(StableHash.Of(id, seed: 31)) < 0.1)];

    /// <summary>What the listeners do, but for those tracks.</summary>
    public static IEnumerable<ListeningEvent> Events => World.Events.Where(e => !Unplayed.Contains(e.Track));

    /// <summary>Settings of a training that is soon over.</summary>
    public static object Quick { get; } = new { factors = 16, iterations = 6 };

    /// <summary>What is heard of a track, of unit length.</summary>
    public static float[] Embedding(string track)
    {
        var random = new SeededRandom(StableHash.Of(track, seed: 7));
        var genre = WorldTruth.Genres.ToList().IndexOf(World.Truth.TrackGenres[track]);
        var artist = World.Tracks.First(other => other.Id == track).ArtistId!;
        var (sin, cos) = Math.SinCos(2 * Math.PI * World.Truth.ArtistStyles[artist]);
        var embedding = new float[Width];
        for (var i = 0; i < Width; i++) embedding[i] = 0.15f * (float)random.NextGaussian();
        embedding[2 * genre] += 1 + 0.4f * (float)sin;
        embedding[2 * genre + 1] += 1 + 0.4f * (float)cos;
        var length = MathF.Sqrt(Dot.Product(embedding, embedding));
        return Array.ConvertAll(embedding, value => value / length);
    }

    public static TrackAudio Audio(string track, float[] embedding, string model = Model) => new(
        track, "00", model, DateTimeOffset.UnixEpoch, null, MemoryMarshal.AsBytes(embedding.AsSpan()).ToArray(), null);

    /// <summary>Lets tracks be heard.</summary>
    public static async Task HearAsync(TrackAudioStore store, IEnumerable<string> tracks, string model = Model)
    {
        foreach (var track in tracks) await store.WriteAsync(Audio(track, Embedding(track), model), default);
    }
}
