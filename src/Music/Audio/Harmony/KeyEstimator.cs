namespace Mixtape.Music.Audio.Harmony;

/// <summary>
/// Estimates the key from notes, without a network, as Krumhansl (1990) does: how much each pitch class sounds is correlated (Pearson)
/// with what each major and minor key expects of it, by the mean of two profiles, and the softmax of 10 times the correlations tells how
/// probable each key is. Overtones sound like notes that nobody plays, most of all fifths and major thirds: so a quarter of what sounds
/// 19 and 28 semitones lower is taken off a note first, and notes from C5 to B6 count less and less. Safe for concurrent use.
/// </summary>
public static class KeyEstimator
{
    /// <summary>Keys: C major to B major, then C minor to B minor.</summary>
    public const int Keys = 24;

    private const double Sharpness = 10; // about the maximum likelihood on rendered songs
    private const int Third = 19, Fifth = 28; // semitones to the third and the fifth partial
    private const float Share = 0.25f;
    private const int C5 = 48;

    // How well a note fits, from the tonic up, as listeners judged it (Krumhansl and Kessler 1982).
    private static readonly double[] _judgedMajor = [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88];
    private static readonly double[] _judgedMinor = [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17];

    // How often it is there in the pieces of a harmony textbook (Temperley 2001, after Kostka and Payne).
    private static readonly double[] _writtenMajor = [0.748, 0.060, 0.488, 0.082, 0.670, 0.460, 0.096, 0.715, 0.104, 0.366, 0.057, 0.400];
    private static readonly double[] _writtenMinor = [0.712, 0.084, 0.474, 0.618, 0.049, 0.460, 0.105, 0.747, 0.404, 0.067, 0.133, 0.330];

    /// <summary>The place of a key among the 24.</summary>
    public static int IndexOf(PitchClass tonic, Mode mode) => (int)mode * Chroma.Classes + (int)tonic;

    /// <summary>The key at a place.</summary>
    public static (PitchClass Tonic, Mode Mode) KeyAt(int index) => ((PitchClass)(index % Chroma.Classes), (Mode)(index / Chroma.Classes));

    /// <summary>How probable each key is: 24 numbers that sum to 1; all the same where there are no notes.</summary>
    public static float[] Estimate(PitchFrames pitches)
    {
        var classes = new double[Chroma.Classes];
        for (var t = 0; t < pitches.Frames; t++) Add(pitches[t], classes);
        var scores = new double[Keys];
        for (var key = 0; key < Keys; key++)
        {
            var (tonic, mode) = KeyAt(key);
            var (judged, written) = mode == Mode.Major ? (_judgedMajor, _writtenMajor) : (_judgedMinor, _writtenMinor);
            scores[key] = Sharpness / 2 * (Correlation(classes, judged, (int)tonic) + Correlation(classes, written, (int)tonic));
        }

        return Softmax.Of(scores);
    }

    private static void Add(ReadOnlySpan<float> notes, Span<double> classes)
    {
        for (var p = 0; p < notes.Length; p++)
        {
            var overtones = (p >= Third ? notes[p - Third] : 0) + (p >= Fifth ? notes[p - Fifth] : 0);
            var weight = MathF.Min(1, (notes.Length - p) / (float)(notes.Length - C5));
            classes[p % Chroma.Classes] += weight * MathF.Max(0, notes[p] - Share * overtones);
        }
    }

    /// <summary>Pearson's correlation of notes with a profile whose tonic is moved up; 0 where all notes are the same.</summary>
    private static double Correlation(double[] notes, double[] profile, int tonic)
    {
        var (noteMean, profileMean) = (notes.Average(), profile.Average());
        double product = 0, noteSquare = 0, profileSquare = 0;
        for (var i = 0; i < notes.Length; i++)
        {
            var (note, expected) = (notes[i] - noteMean, profile[(i - tonic + notes.Length) % notes.Length] - profileMean);
            product += note * expected;
            (noteSquare, profileSquare) = (noteSquare + note * note, profileSquare + expected * expected);
        }

        return noteSquare > 0 ? product / Math.Sqrt(noteSquare * profileSquare) : 0;
    }
}
