using Mixtape.Numerics.Kernels;

namespace Mixtape.Numerics;

/// <summary>
/// Preconditioned conjugate gradients for A x = b with A symmetric positive definite (Hestenes and Stiefel 1952): what stays the same
/// whatever A is. Who uses it multiplies A by <see cref="Direction"/> and hands the product to <see cref="Step"/>; n steps find the
/// solution but for rounding, and a few come near it. Not safe for concurrent use.
/// </summary>
/// <param name="length">Entries of each vector.</param>
public sealed class ConjugateGradient(int length)
{
    private readonly float[] _residual = new float[length];
    private readonly float[] _direction = new float[length];
    private readonly float[] _preconditioned = new float[length];
    private readonly float[] _preconditioner = new float[length];
    private float _square;

    /// <summary>b - A x, for where x is now.</summary>
    public ReadOnlySpan<float> Residual => _residual;

    /// <summary>The direction in which the next step goes.</summary>
    public ReadOnlySpan<float> Direction => _direction;

    /// <summary>Begins anew.</summary>
    /// <param name="residual">b - A x at the start.</param>
    /// <param name="diagonal">What the residual is divided by: A's diagonal, or something near it, above 0.</param>
    /// <exception cref="ArgumentException">A length differs.</exception>
    public void Start(ReadOnlySpan<float> residual, ReadOnlySpan<float> diagonal)
    {
        if (residual.Length != length || diagonal.Length != length)
            throw new ArgumentException($"The residual and the diagonal have {residual.Length} and {diagonal.Length} of {length} entries.");
        residual.CopyTo(_residual);
        for (var i = 0; i < length; i++) _preconditioner[i] = 1 / diagonal[i];
        Precondition();
        _preconditioned.CopyTo(_direction, 0);
        _square = Dot.Product(_residual, _preconditioned);
    }

    /// <summary>Moves x along the direction to where the quadratic is least, and turns to the next direction.</summary>
    /// <param name="product">A times the direction.</param>
    /// <param name="x">The solution so far.</param>
    /// <returns>How many times the direction was added to x: 0 once there is nothing left to gain.</returns>
    public float Step(ReadOnlySpan<float> product, Span<float> x)
    {
        var curvature = Dot.Product(_direction, product);
        if (!(_square > 0 && curvature > 0)) return 0;
        var length = _square / curvature;
        ScaledAddition.Add(length, _direction, x);
        ScaledAddition.Add(-length, product, _residual);
        Precondition();
        var square = Dot.Product(_residual, _preconditioned);
        var turn = square / _square;
        for (var i = 0; i < _direction.Length; i++) _direction[i] = MathF.FusedMultiplyAdd(turn, _direction[i], _preconditioned[i]);
        _square = square;
        return length;
    }

    private void Precondition()
    {
        for (var i = 0; i < _preconditioned.Length; i++) _preconditioned[i] = _residual[i] * _preconditioner[i];
    }
}
