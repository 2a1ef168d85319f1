using Mixtape.Music.Audio.Rendering;
using Mixtape.Music.Audio.Rhythm;
using Mixtape.Numerics;

namespace Mixtape.Music.Audio.Ears;

/// <summary>Rendered songs as the network hears them, in a quarter of the memory: a byte a number. Safe for concurrent reads.</summary>
internal sealed class EarsDataset
{
    /// <summary>How long a song is rendered: a clip, and some more to cut it from.</summary>
    public const double SongSeconds = 16;

    // The largest numbers that a byte stands for; songs at the level that all are brought to stay below.
    private const float MostMel = 12.75f;
    private const float MostChroma = 10.2f;

    private readonly Song[] _songs;

    private EarsDataset(Song[] songs) => _songs = songs;

    /// <summary>How many songs.</summary>
    public int Count => _songs.Length;

    /// <summary>The seed of a song: those of two seeds share none.</summary>
    public static ulong SongSeed(ulong seed, int song) => SeededRandom.Mix(SeededRandom.Mix(seed) + (ulong)song);

    /// <summary>Renders songs.</summary>
    /// <param name="seed">From which the songs follow.</param>
    /// <param name="songs">How many.</param>
    /// <param name="threads">Threads to render on; the songs do not depend on them.</param>
    /// <param name="rendered">Told how many there are so far; from several threads at once.</param>
    /// <param name="cancellation">Ends it between songs.</param>
    public static EarsDataset Render(ulong seed, int songs, int threads, Action<int>? rendered, CancellationToken cancellation)
    {
        var (heard, done) = (new Song[songs], 0);
        Parallel.For(
            0, songs, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation },
            () => (Renderer: new SongRenderer(), FrontEnd: new EarsFrontEnd()),
            (i, _, local) =>
            {
                var song = local.Renderer.Render(new SongRequest { Seed = SongSeed(seed, i), Seconds = SongSeconds });
                heard[i] = Song.Of(local.FrontEnd.Hear(song.Samples), song.Truth);
                rendered?.Invoke(Interlocked.Increment(ref done));
                return local;
            },
            _ => { });
        return new EarsDataset(heard);
    }

    /// <summary>A song.</summary>
    public Song this[int index] => _songs[index];

    /// <summary>What is heard of a song, and what is true of it.</summary>
    public sealed record Song(byte[] Mel, int Frames, byte[] Chroma, int ChromaFrames, float[] Similarity, SongTruth Truth)
    {
        /// <summary>The mel number that a byte stands for, over the byte.</summary>
        public const float MelStep = MostMel / byte.MaxValue;

        /// <summary>The chroma number that a byte stands for, over the byte.</summary>
        public const float ChromaStep = MostChroma / byte.MaxValue;

        public static Song Of(EarsClip clip, SongTruth truth) => new(
            Quantize(clip.Input.Mel, MelStep), clip.Input.Frames, Quantize(clip.Input.Chroma, ChromaStep), clip.Input.ChromaFrames,
            clip.Similarity(TempoEstimator.Refine(clip.Onsets, RoughTempo(clip, truth))), truth);

        /// <summary>The true tempo; of one song in five, what an estimator takes for it, as later it will not be known any better.</summary>
        private static double RoughTempo(EarsClip clip, SongTruth truth)
        {
            if (SeededRandom.Mix(BitConverter.DoubleToUInt64Bits(truth.Tempo)) % 5 > 0) return truth.Tempo;
            var tempi = TempoEstimator.Estimate(clip.Onsets);
            return TempoGrid.BeatsPerMinute(Array.IndexOf(tempi, tempi.Max()));
        }

        private static byte[] Quantize(float[] values, float step) =>
            Array.ConvertAll(values, value => (byte)Math.Clamp(MathF.Round(value / step), 0, byte.MaxValue));
    }
}
