namespace Mixtape.Music.Audio.Rhythm;

/// <summary>
/// How strongly notes begin, frame by frame, as <see cref="OnsetStrength"/> tells: curves of one length, 0 or more, with a root mean square
/// of 1 (or 0 throughout, where nothing begins).
/// </summary>
/// <param name="FrameRate">Frames a second.</param>
/// <param name="Full">All bands together.</param>
/// <param name="Low">Below 200 Hz: bass and kick drum.</param>
/// <param name="Middle">200 Hz to 2 kHz: chords, melody, snare drum.</param>
/// <param name="High">Above 2 kHz: cymbals, consonants.</param>
public sealed record OnsetCurves(double FrameRate, float[] Full, float[] Low, float[] Middle, float[] High)
{
    /// <summary>How many frames there are.</summary>
    public int Frames => Full.Length;
}
