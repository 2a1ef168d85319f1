using Mixtape.Learning.Neural.Operations;
using Mixtape.Learning.Onnx;
using Mixtape.Numerics;

namespace Mixtape.Learning.Neural.Layers;

/// <summary>The kernels of a convolution and how they step; a 1-d convolution has a height of 1.</summary>
internal readonly record struct ConvolutionShape(
    int Inputs, int Outputs, (int Y, int X) Kernel, (int Y, int X) Stride, (int Y, int X) Padding, (int Y, int X) Dilation)
{
    /// <summary>How far a kernel reaches beyond its first number.</summary>
    private (int Y, int X) Reach => ((Kernel.Y - 1) * Dilation.Y, (Kernel.X - 1) * Dilation.X);

    /// <summary>The margin before the output's gradient when it is spread to find the input's.</summary>
    public (int Y, int X) SpreadMargin => (Reach.Y - Padding.Y, Reach.X - Padding.X);

    /// <summary>Checks the numbers that a user gave.</summary>
    public void Validate(string name)
    {
        if (Inputs < 1 || Outputs < 1) throw new ArgumentException($"'{name}' wants at least one channel in and out.");
        if (Kernel.Y < 1 || Kernel.X < 1 || Stride.Y < 1 || Stride.X < 1 || Dilation.Y < 1 || Dilation.X < 1)
            throw new ArgumentException($"'{name}' has a kernel, stride or dilation below 1.");
        if (Padding.Y < 0 || Padding.X < 0 || Padding.Y > Reach.Y || Padding.X > Reach.X)
            throw new ArgumentException(
                $"'{name}' has a padding outside 0..{Reach.X}: beyond its kernel's reach there would be only zeros.");
    }

    /// <summary>The output's axes for an input's; below 1 where the input is shorter than a kernel reaches.</summary>
    public Dimension[] Output(string name, Tensor x)
    {
        Dimension[] output = [.. x.Shape];
        output[1] = Outputs;
        output[^1] = Positions(name, output[^1], Padding.X, Reach.X, Stride.X);
        if (x.Rank == 4) output[2] = Positions(name, output[2], Padding.Y, Reach.Y, Stride.Y);
        return output;
    }

    /// <summary>All windows: [(channel, kernel position) x (sample, output position)].</summary>
    public MatrixLayout Windows(Planes padded, Planes output) =>
        new(KernelOffsets(padded, Inputs, turned: false), padded.Positions(output.Height, output.Width, Stride));

    /// <summary>The planes that hold the output's gradient, spread, so that a window stands at each number of the input.</summary>
    public Planes SpreadGradient(Planes input, Planes output) =>
        output with { Height = input.Height + Reach.Y, Width = input.Width + Reach.X };

    /// <summary>
    /// The windows over the spread gradient: [(output channel, kernel position) x (sample, input position)], kernels turned round.
    /// </summary>
    public MatrixLayout TurnedWindows(Planes spread, Planes input) =>
        new(KernelOffsets(spread, Outputs, turned: true), spread.Positions(input.Height, input.Width, (1, 1)));

    /// <summary>The weights [outputs x inputs x kernel] as [inputs x (output, kernel position)].</summary>
    public MatrixLayout KernelsByInput()
    {
        var size = Kernel.Y * Kernel.X;
        var rows = new int[Inputs];
        for (var channel = 0; channel < Inputs; channel++) rows[channel] = channel * size;
        var columns = new int[Outputs * size];
        for (var i = 0; i < columns.Length; i++) columns[i] = i / size * Inputs * size + i % size;
        return new MatrixLayout(rows, columns);
    }

    /// <summary>The attributes of the standard's operator over one or two axes.</summary>
    public OnnxAttribute[] OnnxAttributes(int axes)
    {
        long[] Sizes((int Y, int X) pair) => axes == 2 ? [pair.Y, pair.X] : [pair.X];
        return
        [
            OnnxAttribute.Integers("kernel_shape", Sizes(Kernel)), OnnxAttribute.Integers("strides", Sizes(Stride)),
            OnnxAttribute.Integers("dilations", Sizes(Dilation)), OnnxAttribute.Integers("pads", [.. Sizes(Padding), .. Sizes(Padding)]),
        ];
    }

    private static Dimension Positions(string name, Dimension along, int padding, int reach, int stride)
    {
        if (stride == 1 && 2 * padding == reach) return along;
        var room = along.Size + 2 * padding - reach;
        return along.Derive(room < 1 ? 0 : (room - 1) / stride + 1, name);
    }

    private int[] KernelOffsets(Planes planes, int channels, bool turned)
    {
        var offsets = new int[channels * Kernel.Y * Kernel.X];
        var i = 0;
        for (var channel = 0; channel < channels; channel++)
        {
            for (var y = 0; y < Kernel.Y; y++)
            {
                for (var x = 0; x < Kernel.X; x++)
                {
                    var (down, along) = turned ? (Kernel.Y - 1 - y, Kernel.X - 1 - x) : (y, x);
                    offsets[i++] = channel * planes.Size + down * Dilation.Y * planes.Width + along * Dilation.X;
                }
            }
        }

        return offsets;
    }
}
