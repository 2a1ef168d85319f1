using System.Runtime.Intrinsics;
using Mixtape.Learning.Onnx;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Learning.Neural.Operations;

/// <summary>A function of one number whose slope follows from its value.</summary>
internal interface IActivation
{
    /// <summary>y = f(x).</summary>
    static abstract Vector512<float> Value(Vector512<float> x);

    /// <summary>f'(x), from y.</summary>
    static abstract Vector512<float> Slope(Vector512<float> y);

    /// <summary>The standard's operator that computes it.</summary>
    static abstract string OnnxOperator { get; }

    /// <summary>That operator's attributes.</summary>
    static virtual OnnxAttribute[] OnnxAttributes => [];
}

/// <summary>max(x, 0); its slope at 0 is 0. NaN stays NaN, so that it is found.</summary>
internal readonly struct Relu : IActivation
{
    public static string OnnxOperator => "Relu";

    public static Vector512<float> Value(Vector512<float> x) => Vector512.ConditionalSelect(Vector512.LessThan(x, default), default, x);

    public static Vector512<float> Slope(Vector512<float> y) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(y, default), Vector512<float>.One, default);
}

/// <summary>x where it is positive, else x / 100.</summary>
internal readonly struct LeakyRelu : IActivation
{
    public static string OnnxOperator => "LeakyRelu";

    public static OnnxAttribute[] OnnxAttributes => [OnnxAttribute.Float("alpha", 0.01f)];

    private static Vector512<float> Leak => Vector512.Create(0.01f);

    public static Vector512<float> Value(Vector512<float> x) => Vector512.ConditionalSelect(Vector512.GreaterThan(x, default), x, x * Leak);

    public static Vector512<float> Slope(Vector512<float> y) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(y, default), Vector512<float>.One, Leak);
}

/// <summary>x where it is positive, else exp(x) - 1 (Clevert et al. 2016).</summary>
internal readonly struct Elu : IActivation
{
    public static string OnnxOperator => "Elu";

    public static Vector512<float> Value(Vector512<float> x) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(x, default), x, VectorMath.Exp(x) - Vector512<float>.One);

    public static Vector512<float> Slope(Vector512<float> y) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(y, default), Vector512<float>.One, y + Vector512<float>.One);
}

/// <summary>The hyperbolic tangent.</summary>
internal readonly struct Tanh : IActivation
{
    public static string OnnxOperator => "Tanh";

    public static Vector512<float> Value(Vector512<float> x) => VectorMath.Tanh(x);

    public static Vector512<float> Slope(Vector512<float> y) => Vector512.FusedMultiplyAdd(-y, y, Vector512<float>.One);
}

/// <summary>The logistic function.</summary>
internal readonly struct Sigmoid : IActivation
{
    public static string OnnxOperator => "Sigmoid";

    public static Vector512<float> Value(Vector512<float> x) => VectorMath.Sigmoid(x);

    public static Vector512<float> Slope(Vector512<float> y) => Vector512.FusedMultiplyAdd(-y, y, y);
}
