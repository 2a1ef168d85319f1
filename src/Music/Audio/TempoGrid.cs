namespace Mixtape.Music.Audio;

/// <summary>
/// The tempi that are told apart: 40 to 240 beats a minute, 48 to an octave, so each is 1.5 % faster than the one before.
/// </summary>
public static class TempoGrid
{
    /// <summary>Tempi to an octave.</summary>
    public const int PerOctave = 48;

    /// <summary>How many tempi.</summary>
    public const int Count = 125;

    private const double Slowest = 40;

    /// <summary>Beats a minute of a tempo, 40 * 2^(index / 48); between two for an index that is not whole.</summary>
    public static double BeatsPerMinute(double index) => Slowest * Math.Pow(2, index / PerOctave);

    /// <summary>Where so many beats a minute stand on the grid, not rounded; below 0 or beyond the last outside of it.</summary>
    public static double IndexOf(double beatsPerMinute) => PerOctave * Math.Log2(beatsPerMinute / Slowest);
}
