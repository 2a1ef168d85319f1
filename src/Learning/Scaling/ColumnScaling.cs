namespace Mixtape.Learning.Scaling;

/// <summary>
/// The fitted scaling of one column: z = (t - offset) / spread, where t is x, or log(1 + x) for <see cref="ScalingKind.Log"/>. What is
/// missing (NaN) counts as the column's mean. Numbers farther than 1,000 spreads from the offset count as that far, so that any input gives
/// a finite z: in a million numbers, none is farther than 1,000 standard deviations from their mean. A spread of 0 is a constant column: z
/// is 0 whatever comes, and x is the constant again.
/// </summary>
/// <param name="Name">The column's name.</param>
/// <param name="Kind">Which scaling; never <see cref="ScalingKind.Automatic"/>.</param>
/// <param name="Offset">What becomes 0, in t.</param>
/// <param name="Spread">What becomes 1 above that, in t; 0 or more.</param>
/// <param name="Missing">What a missing number counts as, in x.</param>
public sealed record ColumnScaling(string Name, ScalingKind Kind, float Offset, float Spread, float Missing)
{
    /// <summary>Numbers greater in size are no measurements but mistakes, or codes for what is missing.</summary>
    public const float MaximumMagnitude = 1e15f;

    private const double Reach = 1_000;

    // A spread below this share of the numbers is what rounding to floats makes of a constant.
    private const double LeastShare = 1e-6;

    internal bool IsLog => Kind == ScalingKind.Log;

    /// <summary>The least x that counts as itself.</summary>
    internal float Low => (float)Math.Max(IsLog ? 0 : -MaximumMagnitude, ToNumber(Offset - Reach * Spread));

    /// <summary>The greatest x that counts as itself.</summary>
    internal float High => (float)Math.Min(MaximumMagnitude, ToNumber(Offset + Reach * Spread));

    /// <summary>The greatest t of a logarithm that is taken back.</summary>
    internal static double GreatestLog { get; } = Math.Log(1 + (double)MaximumMagnitude);

    /// <summary>1 / spread, or 0 for a constant column.</summary>
    internal float Factor => Spread > 0 ? 1 / Spread : 0;

    /// <summary>z of a number.</summary>
    public double Scale(float x) => (ToScale(Math.Clamp(float.IsNaN(x) ? Missing : x, Low, High)) - Offset) * Factor;

    /// <summary>x of a scaled number.</summary>
    public double Restore(double z) => ToNumber(z * Spread + Offset);

    /// <summary>Measures a column.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="kind">Which scaling.</param>
    /// <param name="numbers">Those that are not missing, all finite.</param>
    /// <exception cref="InvalidTableException">There is none, or one below 0 is to be scaled by its logarithm.</exception>
    internal static ColumnScaling Fit(string name, ScalingKind kind, ReadOnlySpan<double> numbers)
    {
        if (numbers.IsEmpty) throw new InvalidTableException($"The column '{name}' has no numbers at all: leave it out.");
        var plain = Moments.Of(numbers);
        if (kind == ScalingKind.Log && plain.Least < 0)
            throw new InvalidTableException(
                $"The column '{name}' has {plain.Least:g4}, and only numbers of 0 or more have a logarithm here: scale it otherwise.");
        if (kind is ScalingKind.Automatic or ScalingKind.Log && plain.Least >= 0)
        {
            var logs = new double[numbers.Length];
            for (var i = 0; i < logs.Length; i++) logs[i] = Math.Log(1 + numbers[i]);
            var log = Moments.Of(logs);
            if (kind == ScalingKind.Log || (plain.Skewness > 1 && Math.Abs(log.Skewness) <= plain.Skewness / 2))
                return Of(name, ScalingKind.Log, log.Mean, log.Deviation, log, Math.Exp(log.Mean) - 1);
        }

        return kind == ScalingKind.MinMax
            ? Of(name, kind, plain.Least, plain.Greatest - plain.Least, plain, plain.Mean)
            : Of(name, ScalingKind.Standard, plain.Mean, plain.Deviation, plain, plain.Mean);
    }

    /// <summary>Throws unless the numbers could have come from a fit.</summary>
    internal void Validate()
    {
        if (string.IsNullOrEmpty(Name) || Kind is not (ScalingKind.Standard or ScalingKind.MinMax or ScalingKind.Log)
            || !float.IsFinite(Offset) || !float.IsFinite(Missing) || !float.IsFinite(Spread) || Spread < 0 || !float.IsFinite(Factor)
            || Math.Abs(Missing) > MaximumMagnitude || Math.Abs(Offset) > MaximumMagnitude)
            throw new InvalidTableException($"{this} is no scaling of a column: fit it anew.");
    }

    // Offsets are floats, so that an exported model, which computes with floats, subtracts the very same number.
    private static ColumnScaling Of(string name, ScalingKind kind, double offset, double spread, Moments moments, double missing)
    {
        var size = Math.Max(Math.Abs(moments.Least), Math.Abs(moments.Greatest));
        var isConstant = spread <= LeastShare * size || spread < 1e-30;
        return new ColumnScaling(name, kind, (float)offset, isConstant ? 0 : (float)spread, (float)missing);
    }

    private double ToScale(double x) => IsLog ? Math.Log(1 + x) : x;

    private double ToNumber(double t) => IsLog ? Math.Exp(Math.Clamp(t, 0, GreatestLog)) - 1 : t;

    private readonly record struct Moments(double Mean, double Deviation, double Skewness, double Least, double Greatest)
    {
        // In two passes: the mean first, so that nothing great is subtracted from something great.
        public static Moments Of(ReadOnlySpan<double> numbers)
        {
            var (sum, least, greatest) = (0.0, numbers[0], numbers[0]);
            foreach (var number in numbers)
            {
                sum += number;
                least = Math.Min(least, number);
                greatest = Math.Max(greatest, number);
            }

            var mean = sum / numbers.Length;
            var (squares, cubes) = (0.0, 0.0);
            foreach (var number in numbers)
            {
                var distance = number - mean;
                squares += distance * distance;
                cubes += distance * distance * distance;
            }

            var deviation = Math.Sqrt(squares / numbers.Length);
            return new Moments(mean, deviation, deviation > 0 ? cubes / numbers.Length / Math.Pow(deviation, 3) : 0, least, greatest);
        }
    }
}
