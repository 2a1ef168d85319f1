using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Numerics;

/// <summary>
/// Preconditioned conjugate gradients for A x = b with A symmetric positive definite (Hestenes and Stiefel 1952): what stays the same
/// whatever A is. Who uses it multiplies A by <see cref="Direction"/> and hands the product to <see cref="Step"/>; n steps find the
/// solution but for rounding, and a few come near it. Not safe for concurrent use.
/// </summary>
public sealed class ConjugateGradient
{
    private readonly float[] _residual;
    private readonly float[] _direction;
    private readonly float[] _preconditioned;
    private readonly float[] _preconditioner;
    private float _square;

    /// <summary>Solves for vectors of so many entries, a multiple of sixteen: pad A with ones on its diagonal, and b and x with zeros.</summary>
    /// <exception cref="ArgumentException">The length is no multiple of sixteen.</exception>
    public ConjugateGradient(int length)
    {
        if (length % Lanes.Count != 0) throw new ArgumentException($"A length of {length} is no multiple of {Lanes.Count}.");
        (_residual, _direction, _preconditioned, _preconditioner) = (new float[length], new float[length], new float[length], new float[length]);
    }

    /// <summary>b - A x, for where x is now.</summary>
    public ReadOnlySpan<float> Residual => _residual;

    /// <summary>The direction in which the next step goes.</summary>
    public ReadOnlySpan<float> Direction => _direction;

    /// <summary>Begins anew.</summary>
    /// <param name="gradient">A x - b at the start.</param>
    /// <param name="diagonal">What the residual is divided by: A's diagonal, or something near it, above 0.</param>
    /// <exception cref="ArgumentException">A length differs.</exception>
    public void Start(ReadOnlySpan<float> gradient, ReadOnlySpan<float> diagonal)
    {
        if (gradient.Length != _residual.Length || diagonal.Length != _residual.Length)
            throw new ArgumentException($"The vectors have {gradient.Length} and {diagonal.Length} of {_residual.Length} entries.");
        for (var i = 0; i < diagonal.Length; i += Lanes.Count)
            (Vector512<float>.One / Vector512.Create(diagonal[i..])).CopyTo(_preconditioner, i);
        Array.Clear(_residual);
        _square = Descend(1, gradient, _residual);
        _preconditioned.CopyTo(_direction, 0);
    }

    /// <summary>Moves x along the direction to where the quadratic is least, and turns to the next direction.</summary>
    /// <param name="product">A times the direction.</param>
    /// <param name="x">The solution so far.</param>
    /// <returns>How many times the direction was added to x: 0 once there is nothing left to gain.</returns>
    /// <exception cref="ArgumentException">A length differs.</exception>
    public float Step(ReadOnlySpan<float> product, Span<float> x)
    {
        var curvature = Dot.Product(_direction, product);
        if (!(_square > 0 && curvature > 0)) return 0;
        var length = _square / curvature;
        ScaledAddition.Add(length, _direction, x);
        var square = Descend(length, product, _residual);
        var turn = Vector512.Create(square / _square);
        for (var i = 0; i < _direction.Length; i += Lanes.Count)
            Vector512.FusedMultiplyAdd(turn, Vector512.Create(_direction, i), Vector512.Create(_preconditioned, i)).CopyTo(_direction, i);
        _square = square;
        return length;
    }

    /// <summary>residual -= length x product; preconditions it, and returns the product of both.</summary>
    private float Descend(float length, ReadOnlySpan<float> product, Span<float> residual)
    {
        ref var change = ref MemoryMarshal.GetReference(product);
        ref var entries = ref MemoryMarshal.GetReference(residual);
        var (factor, sums) = (Vector512.Create(-length), Vector512<float>.Zero);
        for (var i = 0; i < residual.Length; i += Lanes.Count)
        {
            var r = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref change, (nuint)i), Vector512.LoadUnsafe(ref entries, (nuint)i));
            var z = r * Vector512.Create(_preconditioner, i);
            r.StoreUnsafe(ref entries, (nuint)i);
            z.CopyTo(_preconditioned, i);
            sums = Vector512.FusedMultiplyAdd(r, z, sums);
        }

        return Lanes.Sum(sums);
    }
}
