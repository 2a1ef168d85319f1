using Mixtape.Numerics;

namespace Mixtape.Learning.Neural.Operations;

/// <summary>
/// y = x m, with m = 0 for a share of the numbers and 1 / (1 - share) for the others. Each m follows from the tape's seed, its step, the
/// place of this operation and that of the number, so that any step can be repeated, by any number of threads.
/// </summary>
internal sealed class DropoutOperation : Operation
{
    private readonly Tensor _x;
    private readonly float[] _mask;
    private readonly uint _threshold;
    private readonly float _scale;
    private readonly ulong _place;
    private readonly ParallelLoop _forward;
    private readonly ParallelLoop _backward;

    public DropoutOperation(string name, Tensor x, double share)
        : base(x.Tape, name, [x], x.Shape)
    {
        (_x, _mask) = (x, new float[x.Length]);
        (_threshold, _scale) = ((uint)(share * (1L << 32)), (float)(1 / (1 - share)));
        _place = SeededRandom.Mix(Tape.Seed + (ulong)Tape.Operations.Count);
        _forward = new ParallelLoop(Tape.Team, x.Length, Elementwise.Grain, Forward);
        _backward = new ParallelLoop(Tape.Team, x.Length, Elementwise.Grain, Backward);
    }

    internal override void Forward() => _forward.Run();

    internal override void Backward() => _backward.Run();

    private void Forward(int start, int end)
    {
        var step = SeededRandom.Mix(_place ^ (ulong)Tape.Step);
        for (var i = start; i < end; i++) _mask[i] = (uint)(SeededRandom.Mix(step + (ulong)i) >> 32) < _threshold ? 0 : _scale;
        Elementwise.Map<Elementwise.Product>(_x.Values[start..end], _mask.AsSpan(start..end), Output.Values[start..end]);
    }

    private void Backward(int start, int end)
    {
        var dy = Output.Gradient[start..end];
        var mask = _mask.AsSpan(start..end);
        var dx = _x.Gradient[start..end];
        if (Accumulates(0)) Elementwise.Update<Elementwise.ProductSum>(dy, mask, dx);
        else Elementwise.Map<Elementwise.Product>(dy, mask, dx);
    }
}
