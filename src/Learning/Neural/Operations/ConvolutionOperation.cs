using Mixtape.Learning.Neural.Layers;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Learning.Neural.Operations;

/// <summary>
/// y[n, o, p] = b[o] + sum over c and k of W[o, c, k] x[n, c, s p + d k - padding], as one matrix product: the matrix of all windows
/// ("im2col") is a layout over the padded input, not a copy. dW is the same product with dy in the place of W; dx convolves dy, spread by
/// the stride, with the kernels turned round.
/// </summary>
internal sealed class ConvolutionOperation : Operation
{
    private readonly Tensor _x;
    private readonly ConvolutionShape _shape;
    private readonly Parameter _weight;
    private readonly Parameter? _bias;
    private readonly SpreadPlanes? _padded;
    private readonly SpreadPlanes? _spread;
    private readonly Gemm _forward;
    private readonly Gemm? _byInput;
    private readonly Gemm? _byWeight;
    private readonly ParallelLoop _startFromBias;
    private readonly ParallelLoop? _byBias;

    public ConvolutionOperation(string name, Tensor x, ConvolutionShape shape, Parameter weight, Parameter? bias)
        : base(x.Tape, name, bias is null ? [x, weight] : [x, weight, bias], shape.Output(name, x))
    {
        (_x, _shape, _weight, _bias) = (x, shape, weight, bias);
        var (input, output) = (Planes.Of(x), Planes.Of(Output));
        var team = Tape.Team;
        var windowsFrom = input;
        if (shape.Padding is not (0, 0))
        {
            windowsFrom = input with { Height = input.Height + 2 * shape.Padding.Y, Width = input.Width + 2 * shape.Padding.X };
            _padded = new SpreadPlanes(team, x.ValueMemory, input, windowsFrom, shape.Padding, (1, 1));
        }

        var windows = shape.Windows(windowsFrom, output);
        var kernels = MatrixLayout.RowMajor(shape.Outputs, windows.Rows);
        _forward = new Gemm(kernels, windows, output.ByChannel(), team);
        _startFromBias = new ParallelLoop(
            team, output.Batch * output.Channels, Math.Max(1, Elementwise.Grain / output.Size), StartFromBias);
        if (!Output.RequiresGradient) return;
        _byWeight = new Gemm(output.ByChannel(), windows.Transpose(), kernels, team);
        if (bias is not null) _byBias = new ParallelLoop(team, output.Channels, 1, SumOverPositions);
        if (!x.RequiresGradient) return;
        var spread = shape.SpreadGradient(input, output);
        _spread = new SpreadPlanes(team, Output.GradientMemory, output, spread, shape.SpreadMargin, shape.Stride);
        _byInput = new Gemm(shape.KernelsByInput(), shape.TurnedWindows(spread, input), input.ByChannel(), team);
    }

    internal override void Forward()
    {
        _padded?.Run();
        if (_bias is not null) _startFromBias.Run();
        _forward.Multiply(_weight.ValueMemory, _padded?.Target ?? _x.ValueMemory, Output.ValueMemory, accumulate: _bias is not null);
    }

    internal override void Backward()
    {
        if (_byInput is not null)
        {
            _spread!.Run();
            _byInput.Multiply(_weight.ValueMemory, _spread.Target, _x.GradientMemory, Accumulates(0));
        }

        _byWeight!.Multiply(Output.GradientMemory, _padded?.Target ?? _x.ValueMemory, _weight.GradientMemory, Accumulates(1));
        _byBias?.Run();
    }

    internal override string Export(GraphExport export) => export.Add(
        this, "Conv", _bias is null ? [export[_x], export[_weight]] : [export[_x], export[_weight], export[_bias]],
        _shape.OnnxAttributes(_x.Rank - 2));

    private void StartFromBias(int start, int end)
    {
        var plane = Output.Length / (_x.Size(0) * _bias!.Length);
        for (var i = start; i < end; i++) Output.Values.Slice(i * plane, plane).Fill(_bias.Values[i % _bias.Length]);
    }

    private void SumOverPositions(int start, int end)
    {
        var (batch, channels) = (_x.Size(0), _bias!.Length);
        var plane = Output.Length / (batch * channels);
        for (var channel = start; channel < end; channel++)
        {
            var sum = 0.0;
            for (var sample = 0; sample < batch; sample++)
                sum += Elementwise.SumOf(Output.Gradient.Slice((sample * channels + channel) * plane, plane));
            _bias.Gradient[channel] = (float)(Accumulates(2) ? _bias.Gradient[channel] + sum : sum);
        }
    }
}
