using Mixtape.Learning.Scaling;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Learning.Neural.Operations;

/// <summary>
/// z = (t - offset) factor by column, with t = x, or log(1 + x), after what is missing was filled and what is beyond reach brought back.
/// dx = dz factor dt/dx; 0 where x was filled or brought back.
/// </summary>
internal sealed class ScalingOperation : Operation
{
    private readonly Tensor _x;
    private readonly ScalingConstants _of;
    private readonly ParallelLoop _forward;
    private readonly ParallelLoop _backward;

    public ScalingOperation(string name, Tensor x, TableScaler scaler)
        : base(x.Tape, name, [x], x.Shape)
    {
        (_x, _of) = (x, new ScalingConstants(scaler));
        _forward = ParallelLoop.OverRows(Tape.Team, x.Length / _of.Columns, _of.Columns, Forward);
        _backward = ParallelLoop.OverRows(Tape.Team, x.Length / _of.Columns, _of.Columns, Backward);
    }

    internal override void Forward() => _forward.Run();

    internal override void Backward() => _backward.Run();

    internal override string Export(GraphExport export)
    {
        var x = export[_x];
        var isMissing = export.Add(this, "IsNaN", [x]);
        x = export.Add(this, "Where", [isMissing, Row("missing", _of.Missing), x]);
        x = export.Add(this, "Max", [x, Row("low", _of.Low)]);
        x = export.Add(this, "Min", [x, Row("high", _of.High)]);
        if (_of.HasLogs)
        {
            var log = export.Add(this, "Log", [export.Add(this, "Add", [x, export.Constant($"{Name}.one", [1f])])]);
            x = _of.ChooseLogs(export, this, log, x);
        }

        x = export.Add(this, "Sub", [x, Row("offset", _of.Offset)]);
        return export.Add(this, "Mul", [x, Row("factor", _of.Factor)]);

        string Row(string constant, float[] values) => export.Constant($"{Name}.{constant}", values, _of.Columns);
    }

    private void Forward(int start, int end)
    {
        for (var row = start; row < end; row++)
        {
            var x = _x.Values.Slice(row * _of.Columns, _of.Columns);
            var z = Output.Values.Slice(row * _of.Columns, _of.Columns);
            for (var i = 0; i < x.Length; i++)
            {
                z[i] = Math.Clamp(float.IsNaN(x[i]) ? _of.Missing[i] : x[i], _of.Low[i], _of.High[i]);
                if (_of.IsLog[i]) Logarithm.OfOnePlus(z.Slice(i, 1), z.Slice(i, 1));
                z[i] = (z[i] - _of.Offset[i]) * _of.Factor[i];
            }
        }
    }

    private void Backward(int start, int end)
    {
        for (var i = start * _of.Columns; i < end * _of.Columns; i++)
        {
            var (column, x) = (i % _of.Columns, _x.Values[i]);
            var slope = x >= _of.Low[column] && x <= _of.High[column] ? _of.Factor[column] : 0;
            if (_of.IsLog[column] && slope > 0) slope /= 1 + x;
            var dx = Output.Gradient[i] * slope;
            _x.Gradient[i] = Accumulates(0) ? _x.Gradient[i] + dx : dx;
        }
    }
}
