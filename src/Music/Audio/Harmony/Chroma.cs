namespace Mixtape.Music.Audio.Harmony;

/// <summary>
/// Notes by pitch class, octaves laid over each other within three registers that blend: a note of pitch p (semitones over C1) counts for
/// the bass by b(p), for the treble by t(p), and for the middle by 1 - b(p) - t(p), where b falls from 1 to 0 between E2 and E3 and t rises
/// from 0 to 1 between E4 and E5, both as half a period of a cosine. Safe for concurrent use.
/// </summary>
public static class Chroma
{
    /// <summary>Bass, middle, treble.</summary>
    public const int Registers = 3;

    /// <summary>Pitch classes, C first.</summary>
    public const int Classes = 12;

    private static readonly float[][] _weights = Weights(); // [register][semitone]

    /// <summary>The chroma of frames: [3 x 12 x frames], registers from the bass, each by pitch classes from C, each by time.</summary>
    public static float[] Of(PitchFrames pitches)
    {
        var chroma = new float[Registers * Classes * pitches.Frames];
        for (var t = 0; t < pitches.Frames; t++)
        {
            var notes = pitches[t];
            for (var register = 0; register < Registers; register++)
            {
                var weights = _weights[register];
                for (var p = 0; p < notes.Length; p++)
                    chroma[(register * Classes + p % Classes) * pitches.Frames + t] += weights[p] * notes[p];
            }
        }

        return chroma;
    }

    private static float[][] Weights()
    {
        var weights = new float[Registers][];
        for (var register = 0; register < Registers; register++) weights[register] = new float[PitchSpectrogram.Semitones];
        for (var p = 0; p < PitchSpectrogram.Semitones; p++)
        {
            var (overBass, treble) = (Rise((p - 16) / 12.0), Rise((p - 40) / 12.0)); // from E2 and from E4
            (weights[0][p], weights[1][p], weights[2][p]) = ((float)(1 - overBass), (float)(overBass - treble), (float)treble);
        }

        return weights;
    }

    private static double Rise(double x) => 0.5 - 0.5 * Math.Cos(Math.PI * Math.Clamp(x, 0, 1));
}
