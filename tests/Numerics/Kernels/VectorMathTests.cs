using System.Runtime.Intrinsics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Numerics.Tests.Kernels;

public sealed class VectorMathTests
{
    [Fact]
    public void Exp_WhereverItIsFinite_IsWithinTwoUnits() => Sweep(-104, 88.7, VectorMath.Exp, Math.Exp, 2);

    [Fact]
    public void Sigmoid_OverAWideRange_IsWithinThreeUnits() => Sweep(-104, 100, VectorMath.Sigmoid, x => 1 / (1 + Math.Exp(-x)), 3);

    [Fact]
    public void Tanh_OverAWideRange_IsWithinThreeUnits()
    {
        Sweep(-12, 12, VectorMath.Tanh, Math.Tanh, 3);
        Sweep(-1e-2, 1e-2, VectorMath.Tanh, Math.Tanh, 3);
        Sweep(-1e-7, 1e-7, VectorMath.Tanh, Math.Tanh, 3);
        Sweep(-1e-39, 1e-39, VectorMath.Tanh, Math.Tanh, 3);
    }

    [Fact]
    public void Log_OverAllScales_IsWithinThreeUnits()
    {
        Sweep(-103, 88.7, x => VectorMath.Log(VectorMath.Exp(x)), x => Math.Log(Of(VectorMath.Exp, (float)x)), 3);
        Sweep(0.4, 2.5, VectorMath.Log, Math.Log, 3);
        Sweep(0.999, 1.001, VectorMath.Log, Math.Log, 3);
        Sweep(1e-44, 1e-37, VectorMath.Log, Math.Log, 3);
    }

    [Theory]
    [InlineData(0f, 1f, 0.5f, 0f, float.NegativeInfinity)]
    [InlineData(float.Epsilon, 1f, 0.5f, float.Epsilon, -103.27893f)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity, 1f, 1f, float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity, 0f, 0f, -1f, float.NaN)]
    [InlineData(float.MaxValue, float.PositiveInfinity, 1f, 1f, 88.72284f)]
    [InlineData(float.MinValue, 0f, 0f, -1f, float.NaN)]
    [InlineData(float.NaN, float.NaN, float.NaN, float.NaN, float.NaN)]
    public void AnyFunction_AtAnEdge_GivesTheRightValue(float x, float exp, float sigmoid, float tanh, float log)
    {
        Assert.Equal(exp, Of(VectorMath.Exp, x));
        Assert.Equal(sigmoid, Of(VectorMath.Sigmoid, x));
        Assert.Equal(tanh, Of(VectorMath.Tanh, x));
        Assert.Equal(log, Of(VectorMath.Log, x));
    }

    [Fact]
    public void Tanh_OfMinusZero_IsMinusZero() => Assert.True(float.IsNegative(Of(VectorMath.Tanh, -0f)));

    [Fact]
    public void AnyFunction_OnAnyMachine_GivesTheseBits()
    {
        float[] x = [0.1f, 0.7f, -1.3f, 3.14159f, -20f, 1e-5f, 88f, -100f];
        uint[] Bits(Func<Vector512<float>, Vector512<float>> function) =>
            Array.ConvertAll(x, value => BitConverter.SingleToUInt32Bits(Of(function, value)));
        Assert.Equal(
            [0x3f8d763e, 0x4000e153, 0x3e8b894a, 0x41b92004, 0x310da433, 0x3f800054, 0x7ef882b7, 0x0000001b],
            Bits(VectorMath.Exp));
        Assert.Equal(
            [0x3f066509, 0x3f2b0e5a, 0x3e5b4e14, 0x3f75653d, 0x310da433, 0x3f00002a, 0x3f800000, 0x0000001b],
            Bits(VectorMath.Sigmoid));
        Assert.Equal(
            [0x3dcc1ebc, 0x3f1ab7d8, 0xbf5c99e3, 0x3f7f0bae, 0xbf800000, 0x3727c5ac, 0x3f800000, 0xbf800000],
            Bits(VectorMath.Tanh));
        Assert.Equal(
            [0xc0135d8e, 0xbeb69e1a, 0x3e86549b, 0x3f92867c, 0x403fba14, 0xc13834f1, 0x408f4658, 0x40935d8e],
            Bits(y => VectorMath.Log(Vector512.Abs(y))));
    }

    private static float Of(Func<Vector512<float>, Vector512<float>> function, float x) => function(Vector512.Create(x))[7];

    /// <summary>Compares at two million points, in units in the last place of the right answer, be it subnormal.</summary>
    private static void Sweep(
        double from, double to, Func<Vector512<float>, Vector512<float>> function, Func<double, double> exact, double bound)
    {
        const int Steps = 125_000;
        Span<float> x = stackalloc float[16], y = stackalloc float[16];
        for (var step = 0; step < Steps; step++)
        {
            for (var i = 0; i < 16; i++) x[i] = (float)(from + (to - from) * (16 * step + i) / (16 * Steps));
            function(Vector512.Create<float>(x)).CopyTo(y);
            for (var i = 0; i < 16; i++)
            {
                var expected = exact(x[i]);
                var unit = Math.Max(Math.ScaleB(1, Math.ILogB(expected) - 23), float.Epsilon);
                if (!(Math.Abs(y[i] - expected) <= bound * unit)) Assert.Fail($"At {x[i]:r}: {y[i]:r} instead of {expected:r}.");
            }
        }
    }
}
