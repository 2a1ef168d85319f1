using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Audio;

/// <summary>
/// Sums a power spectrum by bands that are equally wide to the ear: triangles between points that are equally far apart on the mel scale
/// mel(f) = 2595 log10(1 + f / 700) (O'Shaughnessy 1987). Band b rises from 0 at point b to 1 at point b + 1, and falls to 0 at point
/// b + 2, linearly in hertz; all bands together weigh a frequency between the second and the last but one point by 1. Immutable.
/// </summary>
public sealed class MelFilterBank
{
    private readonly (int First, float[] Weights)[] _bands;

    /// <param name="bins">Bins of the spectrum: bin k is at k sampleRate / (2 (bins - 1)) hertz.</param>
    /// <param name="options">Sample rate, bands, and where they begin and end.</param>
    /// <exception cref="ArgumentException">The bands do not fit below half the sample rate, or a band holds no bin.</exception>
    public MelFilterBank(int bins, MelOptions options)
    {
        if (options.MaximumHertz > options.SampleRate / 2.0 || options.MinimumHertz >= options.MaximumHertz)
            throw new ArgumentException(
                $"Bands from {options.MinimumHertz} to {options.MaximumHertz} Hz do not fit below half of {options.SampleRate} samples " +
                "a second: set MinimumHertz and MaximumHertz.");
        Bins = bins;
        _bands = new (int, float[])[options.Bands];
        var (low, high) = (Mel(options.MinimumHertz), Mel(options.MaximumHertz));
        var step = (high - low) / (options.Bands + 1);
        var binWidth = options.SampleRate / (2.0 * (bins - 1));
        for (var band = 0; band < options.Bands; band++)
        {
            var (left, centre, right) = (low + band * step, low + (band + 1) * step, low + (band + 2) * step);
            _bands[band] = Triangle(Hertz(left), Hertz(centre), Hertz(right), binWidth, bins);
        }

        var empty = Array.FindIndex(_bands, band => band.Weights.Length == 0);
        if (empty >= 0)
            throw new ArgumentException(
                $"Band {empty} of {options.Bands} is so narrow that no bin of {binWidth:0.#} Hz lies in it: raise Window or lower Bands.");
    }

    /// <summary>Bins of a spectrum.</summary>
    public int Bins { get; }

    /// <summary>Bands.</summary>
    public int Bands => _bands.Length;

    /// <summary>Where a frequency stands on the mel scale.</summary>
    public static double Mel(double hertz) => 2595 * Math.Log10(1 + hertz / 700);

    /// <summary>The frequency that stands there.</summary>
    public static double Hertz(double mel) => 700 * (Math.Pow(10, mel / 2595) - 1);

    /// <summary>Sums <paramref name="power"/> [bins] into <paramref name="bands"/> [bands].</summary>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Apply(ReadOnlySpan<float> power, Span<float> bands)
    {
        if (power.Length != Bins || bands.Length != Bands)
            throw new ArgumentException($"The filters take {Bins} bins to {Bands} bands, not {power.Length} to {bands.Length}.");
        for (var band = 0; band < bands.Length; band++)
        {
            var (first, weights) = _bands[band];
            bands[band] = Dot.Product(weights, power.Slice(first, weights.Length));
        }
    }

    private static (int First, float[] Weights) Triangle(double left, double centre, double right, double binWidth, int bins)
    {
        var first = (int)Math.Floor(left / binWidth) + 1; // the bins strictly inside
        var end = Math.Min((int)Math.Ceiling(right / binWidth), bins);
        var weights = new float[Math.Max(0, end - first)];
        for (var i = 0; i < weights.Length; i++)
        {
            var hertz = (first + i) * binWidth;
            weights[i] = (float)Math.Min((hertz - left) / (centre - left), (right - hertz) / (right - centre));
        }

        return (first, weights);
    }
}
