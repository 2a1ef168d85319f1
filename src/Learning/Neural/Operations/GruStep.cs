using System.Runtime.Intrinsics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Learning.Neural.Operations;

/// <summary>One step of a gated recurrent unit for one sample. Rows of three parts: of z, of r and of n.</summary>
internal static class GruStep
{
    /// <summary>Turns x W into the gates, and finds the new state.</summary>
    /// <param name="gates">In: x W; out: z, r and n.</param>
    /// <param name="bias">b.</param>
    /// <param name="states">h R + c.</param>
    /// <param name="before">h; empty for zeros.</param>
    /// <param name="after">h' = (1 - z) n + z h.</param>
    public static void Forward(
        Span<float> gates, ReadOnlySpan<float> bias, ReadOnlySpan<float> states, ReadOnlySpan<float> before, Span<float> after)
    {
        var hidden = after.Length;
        var updates = gates[..hidden];
        var resets = gates.Slice(hidden, hidden);
        var candidates = gates[(2 * hidden)..];
        for (var j = 0; j < hidden; j += Elementwise.Lanes)
        {
            var z = VectorMath.Sigmoid(Sum(updates, bias[..hidden], states[..hidden], j));
            var r = VectorMath.Sigmoid(Sum(resets, bias.Slice(hidden, hidden), states.Slice(hidden, hidden), j));
            var n = Elementwise.Load(candidates, j) + Elementwise.Load(bias[(2 * hidden)..], j);
            n = VectorMath.Tanh(Vector512.FusedMultiplyAdd(r, Elementwise.Load(states[(2 * hidden)..], j), n));
            var h = before.IsEmpty ? default : Elementwise.Load(before[..hidden], j);
            Elementwise.Store(z, updates, j);
            Elementwise.Store(r, resets, j);
            Elementwise.Store(n, candidates, j);
            Elementwise.Store(Vector512.FusedMultiplyAdd(z, h - n, n), after, j);
        }
    }

    /// <summary>The gradients of one step.</summary>
    /// <param name="gates">z, r and n.</param>
    /// <param name="states">h R + c.</param>
    /// <param name="before">h; empty for zeros.</param>
    /// <param name="output">By h', from the layers above.</param>
    /// <param name="carry">In: by h', from the step after; out: by h, but for what comes through h R.</param>
    /// <param name="gateSlopes">By x W.</param>
    /// <param name="stateSlopes">By h R + c.</param>
    public static void Backward(
        ReadOnlySpan<float> gates, ReadOnlySpan<float> states, ReadOnlySpan<float> before, ReadOnlySpan<float> output, Span<float> carry,
        Span<float> gateSlopes, Span<float> stateSlopes)
    {
        var hidden = carry.Length;
        for (var j = 0; j < hidden; j += Elementwise.Lanes)
        {
            var z = Elementwise.Load(gates[..hidden], j);
            var r = Elementwise.Load(gates.Slice(hidden, hidden), j);
            var n = Elementwise.Load(gates[(2 * hidden)..], j);
            var h = before.IsEmpty ? default : Elementwise.Load(before[..hidden], j);
            var slope = Elementwise.Load(carry, j) + Elementwise.Load(output, j);
            var byCandidate = slope * (Vector512<float>.One - z) * Vector512.FusedMultiplyAdd(-n, n, Vector512<float>.One);
            var byUpdate = slope * (h - n) * Vector512.FusedMultiplyAdd(-z, z, z);
            var byReset = byCandidate * Elementwise.Load(states[(2 * hidden)..], j) * Vector512.FusedMultiplyAdd(-r, r, r);
            Elementwise.Store(slope * z, carry, j);
            Elementwise.Store(byUpdate, gateSlopes[..hidden], j);
            Elementwise.Store(byUpdate, stateSlopes[..hidden], j);
            Elementwise.Store(byReset, gateSlopes.Slice(hidden, hidden), j);
            Elementwise.Store(byReset, stateSlopes.Slice(hidden, hidden), j);
            Elementwise.Store(byCandidate, gateSlopes[(2 * hidden)..], j);
            Elementwise.Store(byCandidate * r, stateSlopes[(2 * hidden)..], j);
        }
    }

    private static Vector512<float> Sum(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z, int at) =>
        Elementwise.Load(x, at) + Elementwise.Load(y, at) + Elementwise.Load(z, at);
}
