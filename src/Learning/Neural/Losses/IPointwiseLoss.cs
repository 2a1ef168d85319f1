using System.Runtime.Intrinsics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Learning.Neural.Losses;

/// <summary>A loss of one number and its target.</summary>
internal interface IPointwiseLoss
{
    static abstract Vector512<float> Value(Vector512<float> x, Vector512<float> target);

    /// <summary>The value's derivative by x.</summary>
    static abstract Vector512<float> Slope(Vector512<float> x, Vector512<float> target);
}

/// <summary>(x - t)^2.</summary>
internal readonly struct SquaredErrorLoss : IPointwiseLoss
{
    public static Vector512<float> Value(Vector512<float> x, Vector512<float> target) => (x - target) * (x - target);

    public static Vector512<float> Slope(Vector512<float> x, Vector512<float> target) => (x - target) + (x - target);
}

/// <summary>With e = |x - t| and q = min(e, 1): q (e - q / 2).</summary>
internal readonly struct HuberLoss : IPointwiseLoss
{
    public static Vector512<float> Value(Vector512<float> x, Vector512<float> target)
    {
        var error = Vector512.Abs(x - target);
        var quadratic = Vector512.Min(error, Vector512<float>.One);
        return quadratic * (error - quadratic * Vector512.Create(0.5f));
    }

    public static Vector512<float> Slope(Vector512<float> x, Vector512<float> target) =>
        Vector512.Max(Vector512.Min(x - target, Vector512<float>.One), -Vector512<float>.One);
}

/// <summary>ln(1 + exp(x)) - t x, as max(x, 0) - t x + ln(1 + exp(-|x|)), which does not overflow.</summary>
internal readonly struct BinaryCrossEntropyLoss : IPointwiseLoss
{
    public static Vector512<float> Value(Vector512<float> x, Vector512<float> target) =>
        Vector512.Max(x, default) - target * x + VectorMath.Log(Vector512<float>.One + VectorMath.Exp(-Vector512.Abs(x)));

    public static Vector512<float> Slope(Vector512<float> x, Vector512<float> target) => VectorMath.Sigmoid(x) - target;
}
