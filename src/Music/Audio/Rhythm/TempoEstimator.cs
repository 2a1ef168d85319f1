namespace Mixtape.Music.Audio.Rhythm;

/// <summary>
/// Estimates the tempo from onsets, without a network. A tempo's score is a weighted sum, over the four onset curves, of their
/// autocorrelation at parts and multiples of its beat (which alone would also take half the tempo), of their spectrum at parts and
/// multiples of its rate (which alone would also take twice), and of the geometric mean of both at the beat itself. The softmax of the
/// scores, with how common tempi are, tells how probable each is. Safe for concurrent use.
/// </summary>
public static class TempoEstimator
{
    // The 41,100 songs of six decades in a public collection of track features: the mean of log2(tempo) is that of 115.8 beats a minute,
    // its standard deviation 0.354 octaves.
    private const double TypicalTempo = 115.8, TypicalOctaves = 0.354;

    private const double LongestSeconds = 13; // of a lag: eight beats of the slowest tempo

    private static readonly double[] _beats = [0.5, 1, 1.5, 2, 3, 4];
    private static readonly double[] _rates = [0.5, 1, 2, 3, 4];

    // For each curve, the weights of the autocorrelation at _beats, of the spectrum at _rates, and of the geometric mean: the maximum
    // likelihood on 2,700 rendered songs of 16 s, with a penalty of 0.0015 times their squares, and without the prior.
    private static readonly double[] _full = [0.76, 1.36, 0.92, 0.56, 0.24, -0.30, 0.56, -0.26, 1.24, 0.34, -0.16, 1.27];
    private static readonly double[] _low = [-0.42, 0.24, 0.45, -0.26, 0.11, 1.13, 1.81, 0.39, 1.69, 0.21, -0.06, 1.43];
    private static readonly double[] _middle = [-0.51, 0.96, 0.16, -0.90, -0.36, 0.10, 0.67, -0.22, -0.43, 0.29, 0.25, 1.03];
    private static readonly double[] _high = [0.57, -0.56, -0.09, 2.58, -0.28, -1.14, 0.75, 1.06, -0.05, 0.14, 0.51, 0.35];

    /// <summary>
    /// How probable each tempo of the <see cref="TempoGrid"/> is: they sum to 1. Where nothing begins, how common each is.
    /// </summary>
    public static float[] Estimate(OnsetCurves onsets)
    {
        var scores = new double[TempoGrid.Count];
        for (var i = 0; i < scores.Length; i++)
        {
            var deviations = Math.Log2(TempoGrid.BeatsPerMinute(i) / TypicalTempo) / TypicalOctaves;
            scores[i] = -0.5 * deviations * deviations;
        }

        AddScores(onsets.Full, onsets.FrameRate, _full, scores);
        AddScores(onsets.Low, onsets.FrameRate, _low, scores);
        AddScores(onsets.Middle, onsets.FrameRate, _middle, scores);
        AddScores(onsets.High, onsets.FrameRate, _high, scores);
        return Softmax.Of(scores);
    }

    /// <summary>
    /// The tempo near a rough one, within 0.5 % where the beat is steady: the period is read from the autocorrelation's peak near one beat,
    /// then near two, four, and so on up to 32, as long as there is one within a frame and a half of where the last says.
    /// </summary>
    /// <returns>Beats a minute; what was given where no peak is near.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rough tempo is not over 0.</exception>
    public static double Refine(OnsetCurves onsets, double aroundBeatsPerMinute)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(aroundBeatsPerMinute);
        const double Reach = 1.5;
        const int MostBeats = 32;
        var period = onsets.FrameRate * 60 / aroundBeatsPerMinute;
        var correlation = new Autocorrelation(onsets.Full, (int)(period * (MostBeats + 1)));
        for (var beats = 1; beats <= MostBeats && beats * period + Reach < correlation.Longest; beats *= 2)
            period = correlation.PeakNear(beats * period, Reach) / beats;
        return onsets.FrameRate * 60 / period;
    }

    private static void AddScores(float[] curve, double frameRate, double[] weights, Span<double> scores)
    {
        var correlation = new Autocorrelation(curve, (int)(LongestSeconds * frameRate));
        var spectrum = new RhythmSpectrum(curve, frameRate);
        for (var i = 0; i < scores.Length; i++)
        {
            var hertz = TempoGrid.BeatsPerMinute(i) / 60;
            var period = frameRate / hertz;
            var score = weights[^1] * Math.Sqrt(Math.Max(0, correlation[period]) * spectrum[hertz]);
            for (var j = 0; j < _beats.Length; j++) score += weights[j] * correlation[_beats[j] * period];
            for (var j = 0; j < _rates.Length; j++) score += weights[_beats.Length + j] * spectrum[_rates[j] * hertz];
            scores[i] += score;
        }
    }
}
