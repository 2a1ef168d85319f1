using System.Runtime.CompilerServices;
using Mixtape.Learning.Neural.Layers;
using Mixtape.Learning.Onnx;

namespace Mixtape.Learning.Neural.Operations;

/// <summary>
/// The greatest number or the mean of each window, window by window. The gradient goes to the (first) greatest number, or evenly to all.
/// </summary>
internal sealed class PoolingOperation : Operation
{
    private readonly Tensor _x;
    private readonly Planes _from;
    private readonly Planes _to;
    private readonly (int Y, int X) _window;
    private readonly (int Y, int X) _stride;
    private readonly int[] _greatest;
    private readonly ParallelLoop _forward;
    private readonly ParallelLoop _backward;

    public PoolingOperation(string name, Tensor x, PoolingKind kind, (int Y, int X) window, (int Y, int X) stride)
        : base(x.Tape, name, [x], Shape(name, x, window, stride))
    {
        (_x, _from, _to, _window, _stride) = (x, Planes.Of(x), Planes.Of(Output), window, stride);
        var planes = _from.Batch * _from.Channels;
        var grain = Math.Max(1, Elementwise.Grain / _from.Size);
        _greatest = kind == PoolingKind.Maximum ? new int[Output.Length] : [];
        _forward = new ParallelLoop(Tape.Team, planes, grain, kind == PoolingKind.Maximum ? Maximum : Mean);
        _backward = new ParallelLoop(Tape.Team, planes, grain, kind == PoolingKind.Maximum ? MaximumBackward : MeanBackward);
    }

    internal override void Forward() => _forward.Run();

    internal override void Backward() => _backward.Run();

    internal override string Export(GraphExport export)
    {
        long[] Sizes((int Y, int X) pair) => _x.Rank == 4 ? [pair.Y, pair.X] : [pair.X];
        return export.Add(
            this, _greatest.Length > 0 ? "MaxPool" : "AveragePool", [export[_x]],
            OnnxAttribute.Integers("kernel_shape", Sizes(_window)), OnnxAttribute.Integers("strides", Sizes(_stride)));
    }

    private static Dimension[] Shape(string name, Tensor x, (int Y, int X) window, (int Y, int X) stride)
    {
        Dimension[] shape = [.. x.Shape];
        shape[^1] = Windows(name, shape[^1], window.X, stride.X);
        if (shape.Length == 4) shape[2] = Windows(name, shape[2], window.Y, stride.Y);
        return shape;
    }

    private static Dimension Windows(string name, Dimension along, int window, int stride) =>
        window == 1 && stride == 1 ? along : along.Derive((along.Size - window) / stride + 1, name);

    private void Maximum(int start, int end)
    {
        var values = _x.Values;
        var pooled = Output.Values;
        for (var (i, plane) = (start * _to.Size, start); plane < end; plane++)
        {
            for (var y = 0; y < _to.Height; y++)
            {
                for (var x = 0; x < _to.Width; x++, i++)
                {
                    var first = plane * _from.Size + y * _stride.Y * _from.Width + x * _stride.X;
                    var (best, greatest) = (first, values[first]);
                    for (var down = 0; down < _window.Y; down++)
                    {
                        for (var at = first + down * _from.Width; at < first + down * _from.Width + _window.X; at++)
                        {
                            // Written so that NaN wins and is found, and without a branch, which would be guessed wrong every few numbers.
                            var isGreater = !(values[at] <= greatest);
                            best += (at - best) * Unsafe.BitCast<bool, byte>(isGreater);
                            greatest = MathF.Max(greatest, values[at]);
                        }
                    }

                    _greatest[i] = best;
                    pooled[i] = greatest;
                }
            }
        }
    }

    private void MaximumBackward(int start, int end)
    {
        var dx = Start(start, end);
        var dy = Output.Gradient;
        for (var i = start * _to.Size; i < end * _to.Size; i++) dx[_greatest[i]] += dy[i];
    }

    private void Mean(int start, int end)
    {
        var values = _x.Values;
        var pooled = Output.Values;
        var share = 1f / (_window.Y * _window.X);
        for (var (i, plane) = (start * _to.Size, start); plane < end; plane++)
        {
            for (var y = 0; y < _to.Height; y++)
            {
                for (var x = 0; x < _to.Width; x++, i++)
                {
                    var first = plane * _from.Size + y * _stride.Y * _from.Width + x * _stride.X;
                    var sum = 0f;
                    for (var down = 0; down < _window.Y; down++)
                    {
                        foreach (var value in values.Slice(first + down * _from.Width, _window.X)) sum += value;
                    }

                    pooled[i] = sum * share;
                }
            }
        }
    }

    private void MeanBackward(int start, int end)
    {
        var dx = Start(start, end);
        var dy = Output.Gradient;
        var share = 1f / (_window.Y * _window.X);
        for (var (i, plane) = (start * _to.Size, start); plane < end; plane++)
        {
            for (var y = 0; y < _to.Height; y++)
            {
                for (var x = 0; x < _to.Width; x++, i++)
                {
                    var first = plane * _from.Size + y * _stride.Y * _from.Width + x * _stride.X;
                    for (var down = 0; down < _window.Y; down++)
                    {
                        foreach (ref var slope in dx.Slice(first + down * _from.Width, _window.X)) slope += dy[i] * share;
                    }
                }
            }
        }
    }

    /// <summary>The input's gradient, with zeros in the given planes where nothing stands yet.</summary>
    private Span<float> Start(int start, int end)
    {
        if (!Accumulates(0)) _x.Gradient[(start * _from.Size)..(end * _from.Size)].Clear();
        return _x.Gradient;
    }
}
