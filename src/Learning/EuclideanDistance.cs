namespace Mixtape.Learning;

/// <summary>How far two points of one width are apart, summed in double precision in the order of their entries.</summary>
internal static class EuclideanDistance
{
    /// <summary>The sum of the squares of the entries' differences.</summary>
    public static double Squared(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            var difference = (double)x[i] - y[i];
            sum += difference * difference;
        }

        return sum;
    }
}
