using System.Diagnostics;
using System.Globalization;
using Mixtape.Learning.Neural.Training;
using Mixtape.Music.Audio;
using Mixtape.Music.Audio.Ears;
using Mixtape.Music.Audio.Rendering;

namespace Mixtape.Benchmarks;

/// <summary>
/// How many seconds of music are heard in a second of one core, from the bytes of a WAV file on; how fast songs are rendered; and how fast
/// the network is trained, beside what matrix products alone reach in the same run.
/// </summary>
internal static class EarsBenchmark
{
    private const double SongSeconds = 16;
    private const int Songs = 15; // four minutes in all
    private const int Rounds = 5;

    /// <summary>Prints a line for each.</summary>
    public static void Run(int threads)
    {
        var folder = Directory.CreateTempSubdirectory("mixtape-benchmark-");
        try
        {
            var path = Path.Combine(folder.FullName, "song.wav");
            Render(path);
            Hear(path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        Train(threads);
    }

    /// <summary>A recording of 44,100 Hz and two channels, as most are.</summary>
    private static void Render(string path)
    {
        var renderer = new SongRenderer();
        renderer.Render(new SongRequest { Seed = 1, Seconds = SongSeconds });
        var start = Stopwatch.GetTimestamp();
        var songs = Enumerable.Range(0, Songs).Select(
            song => renderer.Render(new SongRequest { Seed = (ulong)song, Seconds = SongSeconds }).Samples).ToArray();
        Print("render songs", Songs * SongSeconds / Stopwatch.GetElapsedTime(start).TotalSeconds, "x real time");
        using var file = new BinaryWriter(File.Create(path));
        var samples = songs.Sum(song => song.Length);
        file.Write("RIFF"u8);
        file.Write(36 + 8 * samples);
        file.Write("WAVEfmt "u8);
        foreach (var field in (int[])[16, 1 | 2 << 16, 44_100, 176_400, 4 | 16 << 16]) file.Write(field);
        file.Write("data"u8);
        file.Write(8 * samples);
        foreach (var sample in songs.SelectMany(song => song))
            for (var copies = 0; copies < 4; copies++) file.Write((short)(32_767 * sample)); // twice as many, in two channels
    }

    private static void Hear(string path)
    {
        var decoder = new AudioDecoder();
        var audio = decoder.DecodeAsync(path).GetAwaiter().GetResult();
        using var analyzer = new AudioAnalyzer(decoder);
        analyzer.Analyze(audio);
        var decoding = Best(() => decoder.DecodeAsync(path).GetAwaiter().GetResult());
        var hearing = Best(() => analyzer.Analyze(audio));
        Print("decode, with loudness", audio.Seconds / decoding, "x real time");
        Print("hear what is decoded", audio.Seconds / hearing, "x real time");
        Print("both", audio.Seconds / (decoding + hearing), "x real time");
    }

    private static void Train(int threads)
    {
        var best = new Fastest();
        var trained = EarsTraining.Run(
            new EarsTrainingOptions { Songs = 640, ValidationSongs = 32, Epochs = 4, Threads = threads }, progress: best);
        var operations = 3 * trained.Cost.Rows.Where(row => !IsNorm(row.Name)).Sum(row => 2 * row.Parameters * Positions(row.Shape)); // and both gradients
        var rate = operations * best.ExamplesPerSecond / 1e9;
        var peak = GemmBenchmark.Best(threads);
        Print($"train on {threads} threads", best.ExamplesPerSecond, "clips/s");
        Print("", rate, "GFLOP/s");
        Print("", 100 * rate / peak, string.Create(CultureInfo.InvariantCulture, $"% of {peak:n0} GFLOP/s of a matrix product"));
    }

    private static bool IsNorm(string layer) => layer == "sound.input" || layer.EndsWith(".norm", StringComparison.Ordinal);

    /// <summary>At how many places of a clip a layer's weights are applied: what comes after batch and channels.</summary>
    private static long Positions(string shape) =>
        shape.Trim('[', ']').Split(" x ").Skip(2).Aggregate(1L, (product, size) => product * long.Parse(size, CultureInfo.InvariantCulture));

    private static double Best(Action run)
    {
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }

    private static void Print(string what, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-24} {value,10:n0} {unit}"));

    private sealed class Fastest : IProgress<TrainingProgress>
    {
        public double ExamplesPerSecond { get; private set; }

        public void Report(TrainingProgress value) => ExamplesPerSecond = Math.Max(ExamplesPerSecond, value.ExamplesPerSecond);
    }
}
