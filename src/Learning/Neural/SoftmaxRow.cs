using System.Runtime.Intrinsics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Learning.Neural;

/// <summary>Softmax of one row of numbers.</summary>
internal static class SoftmaxRow
{
    /// <summary>
    /// probabilities[i] = exp(x[i] - m) / sum of exp(x[j] - m), with m the largest x, so that nothing overflows. Returns the logarithm of
    /// the sum of exp(x[j]). x and probabilities may be the same memory.
    /// </summary>
    public static double Compute(ReadOnlySpan<float> x, Span<float> probabilities)
    {
        var largest = Elementwise.Max(x);
        for (var i = 0; i < x.Length; i++) probabilities[i] = x[i] - largest;
        Elementwise.Map<Exponential>(probabilities, probabilities);
        var sum = Elementwise.SumOf(probabilities);
        var scale = 1 / sum;
        for (var i = 0; i < probabilities.Length; i++) probabilities[i] *= scale;
        return largest + Math.Log(sum);
    }

    private readonly struct Exponential : IUnaryFunction
    {
        public static Vector512<float> Apply(Vector512<float> x) => VectorMath.Exp(x);
    }
}
