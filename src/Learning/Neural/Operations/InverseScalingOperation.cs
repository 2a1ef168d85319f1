using System.Runtime.Intrinsics;
using Mixtape.Learning.Scaling;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Learning.Neural.Operations;

/// <summary>
/// x = t, or exp(t) - 1, by column, with t = z spread + offset; t of a logarithm stays where x is from 0 to the greatest number that is a
/// measurement. dz = dx spread dx/dt; 0 where t was kept back.
/// </summary>
internal sealed class InverseScalingOperation : Operation
{
    private readonly Tensor _z;
    private readonly ScalingConstants _of;
    private readonly ParallelLoop _forward;
    private readonly ParallelLoop _backward;

    public InverseScalingOperation(string name, Tensor z, TableScaler scaler)
        : base(z.Tape, name, [z], z.Shape)
    {
        (_z, _of) = (z, new ScalingConstants(scaler));
        _forward = ParallelLoop.OverRows(Tape.Team, z.Length / _of.Columns, _of.Columns, Forward);
        _backward = ParallelLoop.OverRows(Tape.Team, z.Length / _of.Columns, _of.Columns, Backward);
    }

    internal override void Forward() => _forward.Run();

    internal override void Backward() => _backward.Run();

    internal override string Export(GraphExport export)
    {
        var product = export.Add(this, "Mul", [export[_z], Row("spread", column => _of.Spread[column])]);
        var t = export.Add(this, "Add", [product, Row("offset", column => _of.Offset[column])]);
        if (!_of.HasLogs) return t;
        t = export.Add(this, "Max", [t, Row("least", column => _of.RangeOf(column).Least)]);
        t = export.Add(this, "Min", [t, Row("greatest", column => _of.RangeOf(column).Greatest)]);
        var exponential = export.Add(this, "Sub", [export.Add(this, "Exp", [t]), export.Constant($"{Name}.one", [1f])]);
        return _of.ChooseLogs(export, this, exponential, t);

        string Row(string constant, Func<int, float> value) =>
            export.Constant($"{Name}.{constant}", [.. Enumerable.Range(0, _of.Columns).Select(value)], _of.Columns);
    }

    private void Forward(int start, int end)
    {
        for (var i = start * _of.Columns; i < end * _of.Columns; i++)
        {
            var t = Unscaled(i, out _);
            Output.Values[i] = _of.IsLog[i % _of.Columns] ? Exp(t) - 1 : t;
        }
    }

    private void Backward(int start, int end)
    {
        for (var i = start * _of.Columns; i < end * _of.Columns; i++)
        {
            var column = i % _of.Columns;
            var t = Unscaled(i, out var isInside);
            var slope = isInside ? _of.Spread[column] * (_of.IsLog[column] ? Exp(t) : 1) : 0;
            var dz = Output.Gradient[i] * slope;
            _z.Gradient[i] = Accumulates(0) ? _z.Gradient[i] + dz : dz;
        }
    }

    /// <summary>t of a number, and whether it stands as it came out.</summary>
    private float Unscaled(int i, out bool isInside)
    {
        var column = i % _of.Columns;
        var t = _z.Values[i] * _of.Spread[column] + _of.Offset[column];
        var (least, greatest) = _of.RangeOf(column);
        isInside = t >= least && t <= greatest;
        return isInside || !_of.IsLog[column] ? t : Math.Clamp(t, least, greatest);
    }

    /// <summary>The same bits on every machine, unlike the library's.</summary>
    private static float Exp(float x) => VectorMath.Exp(Vector512.Create(x)).ToScalar();
}
