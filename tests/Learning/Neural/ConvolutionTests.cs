using Mixtape.Learning.Neural;
using Mixtape.Learning.Neural.Layers;
using Mixtape.Numerics;

namespace Mixtape.Learning.Tests.Neural;

public sealed class ConvolutionTests
{
    [Theory]
    [InlineData(1, 1, 1, 5, 1, 1, 0, 1)]
    [InlineData(2, 3, 5, 17, 4, 1, 0, 1)]
    [InlineData(3, 5, 7, 19, 3, 1, 1, 1)]
    [InlineData(2, 3, 4, 23, 3, 2, 2, 1)]
    [InlineData(2, 3, 4, 23, 4, 3, 1, 2)]
    [InlineData(1, 9, 10, 8, 1, 2, 0, 1)]
    [InlineData(1, 2, 3, 12, 4, 5, 3, 1)]
    public void Apply_AlongOneAxis_HasTheFormulasValuesAndGradients(
        int batch, int inputs, int outputs, int width, int kernel, int stride, int padding, int dilation) =>
        GradientCheck.Layer(
            new Convolution1d("convolution", inputs, outputs, kernel, stride, padding, dilation),
            [batch, inputs, width],
            (x, p) => Formula(x, p[0], p[1], (batch, inputs, 1, width), outputs, (1, kernel), (1, stride), (0, padding), (1, dilation)));

    [Theory]
    [InlineData(1, 1, 1, 3, 3, 1, 1, 0)]
    [InlineData(2, 3, 5, 7, 9, 3, 1, 1)]
    [InlineData(2, 2, 3, 9, 8, 3, 2, 2)]
    [InlineData(1, 3, 4, 11, 5, 5, 3, 0)]
    public void Apply_AlongTwoAxes_HasTheFormulasValuesAndGradients(
        int batch, int inputs, int outputs, int height, int width, int kernel, int stride, int padding) =>
        GradientCheck.Layer(
            new Convolution2d("convolution", inputs, outputs, (kernel, kernel), (stride, 1), (padding, 0)),
            [batch, inputs, height, width],
            (x, p) => Formula(x, p[0], p[1], (batch, inputs, height, width), outputs, (kernel, kernel), (stride, 1), (padding, 0), (1, 1)));

    [Fact]
    public void Apply_WithoutBias_HasTheFormulasValuesAndGradients() =>
        GradientCheck.Layer(
            new Convolution1d("convolution", 3, 4, 2, hasBias: false),
            [2, 3, 9],
            (x, p) => Formula(x, p[0], new double[4], (2, 3, 1, 9), 4, (1, 2), (1, 1), (0, 0), (1, 1)));

    [Fact]
    public void Apply_InputShorterThanTheKernel_IsRefused()
    {
        using var team = new ThreadTeam(1);
        var tape = new Tape(team);

        Assert.Throws<ArgumentException>(() => new Convolution1d("convolution", 2, 3, 4).Apply(tape.Input("x", 1, 2, 3)));
        Assert.Contains(
            "as long as its kernels reach",
            Assert.Throws<ArgumentException>(() => new Convolution1d("wide", 2, 3, 5, stride: 2).Apply(tape.Input("x", 1, 2, 4))).Message);
        Assert.Throws<ArgumentException>(() => new Convolution1d("convolution", 2, 3, 4).Apply(tape.Input("x", 1, 3, 9)));
        Assert.Throws<ArgumentException>(() => new Convolution1d("convolution", 2, 3, 4).Apply(tape.Input("x", 1, 2, 9, 9)));
    }

    [Theory]
    [InlineData(0, 1, 0, 1)]
    [InlineData(3, 0, 0, 1)]
    [InlineData(3, 1, 3, 1)]
    [InlineData(3, 1, -1, 1)]
    [InlineData(3, 1, 0, 0)]
    public void New_NumbersThatMakeNoConvolution_AreRefused(int kernel, int stride, int padding, int dilation) =>
        Assert.Throws<ArgumentException>(() => new Convolution1d("convolution", 1, 1, kernel, stride, padding, dilation));

    private static double[] Formula(
        double[] x, double[] weight, double[] bias, (int Batch, int Channels, int Height, int Width) input, int outputs,
        (int Y, int X) kernel, (int Y, int X) stride, (int Y, int X) padding, (int Y, int X) dilation)
    {
        var height = (input.Height + 2 * padding.Y - dilation.Y * (kernel.Y - 1) - 1) / stride.Y + 1;
        var width = (input.Width + 2 * padding.X - dilation.X * (kernel.X - 1) - 1) / stride.X + 1;
        var y = new double[input.Batch * outputs * height * width];
        for (var i = 0; i < y.Length; i++)
        {
            var (column, row, output, sample) = (i % width, i / width % height, i / width / height % outputs, i / width / height / outputs);
            y[i] = bias[output];
            for (var channel = 0; channel < input.Channels; channel++)
            {
                for (var k = 0; k < kernel.Y * kernel.X; k++)
                {
                    var down = row * stride.Y + k / kernel.X * dilation.Y - padding.Y;
                    var along = column * stride.X + k % kernel.X * dilation.X - padding.X;
                    if (down < 0 || down >= input.Height || along < 0 || along >= input.Width) continue;
                    y[i] += weight[(output * input.Channels + channel) * kernel.Y * kernel.X + k]
                        * x[((sample * input.Channels + channel) * input.Height + down) * input.Width + along];
                }
            }
        }

        return y;
    }
}
