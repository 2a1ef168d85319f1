namespace Mixtape.Learning.Scaling;

/// <summary>How a column is brought to a common scale.</summary>
public enum ScalingKind
{
    /// <summary>
    /// <see cref="Log"/> for a column without a number below 0 whose skewness is above 1 and at least halved by log(1 + x), such as counts
    /// and durations; else <see cref="Standard"/>.
    /// </summary>
    Automatic,

    /// <summary>To mean 0 and standard deviation 1.</summary>
    Standard,

    /// <summary>The least number to 0 and the greatest to 1.</summary>
    MinMax,

    /// <summary>log(1 + x), then to mean 0 and standard deviation 1.</summary>
    Log,
}
