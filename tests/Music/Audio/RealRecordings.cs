using System.Globalization;
using System.Runtime.CompilerServices;
using Mixtape.Music.Audio;

namespace Mixtape.Music.Tests.Audio;

/// <summary>The recordings beside the repository, which nothing is tuned on; tests skip where they, or ffmpeg, are not.</summary>
internal static class RealRecordings
{
    // These four do not last a whole number of beats, so that repeating them breaks the beat.
    private static readonly string[] _broken = ["jungle01", "latin_brass01", "techno_bass01", "techno_synth02"];

    /// <summary>The annotated clips of ten genres.</summary>
    public static async Task<List<KnownRecording>> ClipsAsync()
    {
        var clips = new List<KnownRecording>();
        var lines = await File.ReadAllLinesAsync(Shared("clips", "annotations.csv"));
        var header = lines[0].Split(',');
        foreach (var line in lines.Skip(1))
        {
            var cells = line.Split(',');
            string Cell(string column) => cells[Array.IndexOf(header, column)];
            (PitchClass, Mode)? key = Cell("key_code") == "-1"
                ? null
                : (PitchOf(Cell("key")), Enum.Parse<Mode>(Cell("mode"), ignoreCase: true));
            clips.Add(new KnownRecording(
                Path.GetFileNameWithoutExtension(Cell("file")), await DecodeAsync(Shared("clips", Cell("file"))),
                Number(Cell("tempo_bpm")), key, (int?)Number(Cell("meter_beats_per_bar"))));
        }

        return clips;
    }

    /// <summary>
    /// Loops of a known tempo, repeated to 15 s or more: those with their tempo in the name, and the Amen break, of which loop_amen is
    /// one bar of four beats and loop_amen_full four bars. Other loops do not say how many beats they last.
    /// </summary>
    public static async Task<List<KnownRecording>> LoopsAsync()
    {
        var loops = new List<KnownRecording>();
        foreach (var path in Directory.GetFiles(Path.GetDirectoryName(Shared("loops", "LICENSE.txt"))!).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            var parts = name.Split(" - ");
            if (parts.Length == 2 && !_broken.Contains(parts[0]))
                loops.Add(new KnownRecording(parts[0], Repeat(await DecodeAsync(path)), Number(parts[1].Replace(" BPM", ""))));
            else if (name is "loop_amen" or "loop_amen_full" && await DecodeAsync(path) is var amen)
                loops.Add(new KnownRecording(name, Repeat(amen), 60 * (name == "loop_amen" ? 4 : 16) / amen.Seconds));
        }

        return loops;
    }

    private static DecodedAudio Repeat(DecodedAudio loop)
    {
        const double Seconds = 15;
        var times = Math.Max(1, (int)Math.Ceiling(Seconds / loop.Seconds));
        var samples = new float[times * loop.Samples.Length];
        for (var i = 0; i < times; i++) loop.Samples.CopyTo(samples.AsMemory(i * loop.Samples.Length));
        return loop with { Samples = samples };
    }

    private static async Task<DecodedAudio> DecodeAsync(string path)
    {
        try
        {
            return await new AudioDecoder().DecodeAsync(path);
        }
        catch (MissingFfmpegException)
        {
            Assert.Skip("ffmpeg is not installed.");
            throw;
        }
    }

    private static double? Number(string cell) => cell == "" ? null : double.Parse(cell, CultureInfo.InvariantCulture);

    private static PitchClass PitchOf(string name) => Enum.Parse<PitchClass>(name.Replace("#", "Sharp"));

    private static string Shared(string folder, string file, [CallerFilePath] string here = "")
    {
        var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../../shared/data/audio", folder, file));
        Assert.SkipUnless(File.Exists(path), $"The recordings are not beside the repository (../shared/data/audio/{folder}).");
        return path;
    }
}
