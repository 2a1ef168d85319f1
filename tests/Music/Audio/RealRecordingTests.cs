using System.Buffers;
using Mixtape.Music.Audio;
using Mixtape.Music.Audio.Harmony;
using Mixtape.Music.Audio.Rhythm;

namespace Mixtape.Music.Tests.Audio;

/// <summary>What plain signal processing hears in real recordings.</summary>
public sealed class RealRecordingTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Clips_SignalProcessing_HearsThem()
    {
        var clips = await RealRecordings.ClipsAsync();
        int tempi = 0, right = 0, rightUpToFactors = 0, naive = 0, naiveUpToFactors = 0, meters = 0, metersRight = 0;
        var keys = new List<double>();
        foreach (var clip in clips)
        {
            var onsets = Onsets(clip.Audio);
            var pitches = PitchSpectrogram.Compute(clip.Audio.Samples.Span);
            var tempo = Tempo(onsets);
            var key = KeyEstimator.KeyAt(Best(KeyEstimator.Estimate(pitches)));
            var beats = MeterEstimator.Meters[Best(MeterEstimator.Estimate(onsets, pitches, tempo))];
            if (clip.Tempo is { } truth)
            {
                tempi++;
                if (TempoScore.IsRight(tempo, truth)) right++;
                if (TempoScore.IsRightUpToFactors(tempo, truth)) rightUpToFactors++;
                if (TempoScore.IsRight(NaiveTempo(onsets), truth)) naive++;
                if (TempoScore.IsRightUpToFactors(NaiveTempo(onsets), truth)) naiveUpToFactors++;
            }

            if (clip.Key is { } wanted) keys.Add(KeyScore.Of(key, wanted));
            if (clip.BeatsPerBar is { } bar)
            {
                meters++;
                if (beats == bar) metersRight++;
            }

            output.WriteLine(
                $"{clip.Name,-16} tempo {tempo,6:0.0} of {clip.Tempo,6:0.0}, {key} of {clip.Key}, {beats} of {clip.BeatsPerBar} beats");
        }

        output.WriteLine($"tempo within 4 %: {right} of {tempi}, up to factors of 2 and 3: {rightUpToFactors}");
        output.WriteLine($"naive autocorrelation: {naive} of {tempi}, up to factors of 2 and 3: {naiveUpToFactors}");
        output.WriteLine($"key: {keys.Average():0.000} weighted over {keys.Count}; beats per bar: {metersRight} of {meters}");
        Assert.True(right >= naive && rightUpToFactors >= 0.75 * tempi);
        Assert.True(keys.Average() > 0.35); // by chance 0.08
        Assert.True(metersRight >= 0.8 * meters);
    }

    [Fact]
    public async Task Loops_SignalProcessing_HearsTheirTempo()
    {
        var loops = await RealRecordings.LoopsAsync();
        int right = 0, rightUpToOctaves = 0, naive = 0;
        foreach (var loop in loops)
        {
            var onsets = Onsets(loop.Audio);
            var (tempo, truth) = (Tempo(onsets), loop.Tempo!.Value);
            if (TempoScore.IsRight(tempo, truth)) right++;
            if (TempoScore.IsRightUpToOctaves(tempo, truth)) rightUpToOctaves++;
            if (TempoScore.IsRightUpToOctaves(NaiveTempo(onsets), truth)) naive++;
            output.WriteLine($"{loop.Name,-16} tempo {tempo,6:0.0} of {truth,6:0.0}");
        }

        output.WriteLine($"tempo within 4 %: {right} of {loops.Count}, up to octaves: {rightUpToOctaves}; naive, up to octaves: {naive}");
        Assert.True(rightUpToOctaves >= naive && rightUpToOctaves >= 0.7 * loops.Count);
    }

    private static OnsetCurves Onsets(DecodedAudio audio)
    {
        var frames = new ArrayBufferWriter<float>();
        new MelSpectrogram().Process(audio.Samples.Span, frames);
        return OnsetStrength.Of(frames.WrittenSpan);
    }

    private static double Tempo(OnsetCurves onsets) =>
        TempoEstimator.Refine(onsets, TempoGrid.BeatsPerMinute(Best(TempoEstimator.Estimate(onsets))));

    /// <summary>The highest autocorrelation of all tempi of the grid, weighted by how common they are.</summary>
    private static double NaiveTempo(OnsetCurves onsets)
    {
        var correlation = new Autocorrelation(onsets.Full, 100);
        return Enumerable.Range(0, TempoGrid.Count).Select(i => TempoGrid.BeatsPerMinute(i)).MaxBy(tempo =>
            correlation[60 * onsets.FrameRate / tempo] * Math.Exp(-0.5 * Math.Pow(Math.Log2(tempo / 115.8), 2)));
    }

    private static int Best(float[] probabilities) => Array.IndexOf(probabilities, probabilities.Max());
}
