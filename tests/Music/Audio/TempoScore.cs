namespace Mixtape.Music.Tests.Audio;

/// <summary>How tempi are judged, as is usual (Gouyon et al. 2006).</summary>
internal static class TempoScore
{
    /// <summary>Accuracy 1: within 4 % of the truth.</summary>
    public static bool IsRight(double estimate, double truth) => IsRight(estimate, truth, 1);

    /// <summary>Within 4 % of the truth, its double or its half.</summary>
    public static bool IsRightUpToOctaves(double estimate, double truth) => IsRight(estimate, truth, 1, 2, 1 / 2.0);

    /// <summary>Accuracy 2: within 4 % of the truth, or of two or three times it or its half or third.</summary>
    public static bool IsRightUpToFactors(double estimate, double truth) => IsRight(estimate, truth, 1, 2, 3, 1 / 2.0, 1 / 3.0);

    private static bool IsRight(double estimate, double truth, params ReadOnlySpan<double> factors)
    {
        foreach (var factor in factors)
            if (Math.Abs(estimate - factor * truth) <= 0.04 * factor * truth) return true;
        return false;
    }
}
