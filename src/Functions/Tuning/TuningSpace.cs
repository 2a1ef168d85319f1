using Mixtape.Functions.Training;
using Mixtape.Music.Listening;
using Mixtape.Numerics;

namespace Mixtape.Functions.Tuning;

/// <summary>
/// The settings to try. Each trial follows from its number alone: 0 has the settings in force, so that a search never ends worse
/// than it began; the others go through the grid of all lists, or are drawn.
/// <para>
/// Drawn are numbers between the least and the greatest of their list, evenly by their logarithm (the exponent: evenly), since
/// that tries more values of what matters than a grid does (Bergstra and Bengio 2012); and from lists of anything else, an entry.
/// </para>
/// </summary>
public sealed record TuningSpace
{
    /// <summary>The most trials.</summary>
    public const int MaximumTrials = 500;

    /// <summary>The most values of a list.</summary>
    public const int MaximumValues = 50;

    /// <summary>Numbers of factors.</summary>
    public int[]? Factors { get; init; }

    /// <summary>Numbers of iterations.</summary>
    public int[]? Iterations { get; init; }

    /// <summary>Alphas.</summary>
    public float[]? Alpha { get; init; }

    /// <summary>Penalties, in units of what chance alone would do.</summary>
    public double[]? Regularization { get; init; }

    /// <summary>Exponents of the penalty.</summary>
    public float[]? RegularizationExponent { get; init; }

    /// <summary>Curves of confidence.</summary>
    public ConfidenceCurve[]? Curve { get; init; }

    /// <summary>With biases or without.</summary>
    public bool[]? Biases { get; init; }

    /// <summary>How many trials to draw; null goes through the grid.</summary>
    public int? Random { get; init; }

    /// <summary>Seed of the draw.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>All trials, that of the settings in force included.</summary>
    public long Trials => 1 + (Random ?? Sizes().Aggregate(1L, (product, size) => Math.Min(product * size, int.MaxValue)));

    /// <summary>The same space, or where it has no list the one that is searched by default.</summary>
    public TuningSpace OrDefault() => HasList()
        ? this
        : this with { Alpha = [5, 10, 22, 50], Regularization = [0.35, 0.5, 0.7] };

    /// <summary>The settings of a trial; what no list names stays as it is in force.</summary>
    public TrainingSettings Trial(int number)
    {
        if (number == 0) return new TrainingSettings();
        return Random is null ? OfGrid(number - 1) : Drawn(number);
    }

    private bool HasList() => Factors is not null || Iterations is not null || Alpha is not null || Regularization is not null
        || RegularizationExponent is not null || Curve is not null || Biases is not null;

    private IEnumerable<long> Sizes() =>
    [
        Factors?.Length ?? 1, Iterations?.Length ?? 1, Alpha?.Length ?? 1, Regularization?.Length ?? 1,
        RegularizationExponent?.Length ?? 1, Curve?.Length ?? 1, Biases?.Length ?? 1,
    ];

    private TrainingSettings OfGrid(int place)
    {
        return new TrainingSettings(
            Factors: Next(Factors), Iterations: Next(Iterations), Alpha: Next(Alpha), Regularization: Next(Regularization),
            RegularizationExponent: Next(RegularizationExponent), Curve: Next(Curve), Biases: Next(Biases));

        T? Next<T>(T[]? values)
            where T : struct
        {
            if (values is null) return null;
            var value = values[place % values.Length];
            place /= values.Length;
            return value;
        }
    }

    private TrainingSettings Drawn(int number)
    {
        var random = new SeededRandom(SeededRandom.Mix(Seed) + (ulong)number);
        return new TrainingSettings(
            Factors: (int?)Between(Array.ConvertAll(Factors ?? [], value => (double)value), logarithmic: true, digits: 0),
            Iterations: (int?)Between(Array.ConvertAll(Iterations ?? [], value => (double)value), logarithmic: true, digits: 0),
            Alpha: (float?)Between(Array.ConvertAll(Alpha ?? [], value => (double)value), logarithmic: true),
            Regularization: Between(Regularization ?? [], logarithmic: true),
            RegularizationExponent: (float?)Between(
                Array.ConvertAll(RegularizationExponent ?? [], value => (double)value), logarithmic: false, digits: 2),
            Curve: Curve?[random.Next(Curve.Length)],
            Biases: Biases?[random.Next(Biases.Length)]);

        // Rounded so that a person can read and repeat it, and kept within the limits all the same.
        double? Between(double[] values, bool logarithmic, int? digits = null)
        {
            if (values.Length == 0) return null;
            var (least, greatest) = (values.Min(), values.Max());
            var at = random.NextDouble();
            if (least == greatest) return least;
            var value = logarithmic ? least * Math.Pow(greatest / least, at) : least + (greatest - least) * at;
            var places = digits ?? Math.Clamp(2 - (int)Math.Floor(Math.Log10(value)), 0, 15);
            return Math.Clamp(Math.Round(value, places), least, greatest);
        }
    }
}
