using Mixtape.Learning.Neural.Layers;

namespace Mixtape.Learning.Tests.Neural;

public sealed class PoolingTests
{
    [Theory]
    [InlineData(PoolingKind.Maximum, 1, 1, 5, 2, 2)]
    [InlineData(PoolingKind.Maximum, 2, 3, 17, 4, 3)]
    [InlineData(PoolingKind.Mean, 2, 3, 17, 4, 4)]
    [InlineData(PoolingKind.Mean, 1, 5, 9, 3, 1)]
    public void Apply_AlongOneAxis_HasTheFormulasValuesAndGradients(
        PoolingKind kind, int batch, int channels, int width, int window, int stride) =>
        GradientCheck.Layer(
            new Pooling("pooling", kind, window, stride), [batch, channels, width],
            (x, _) => Formula(x, kind, (batch * channels, 1, width), (1, window), (1, stride)));

    [Theory]
    [InlineData(PoolingKind.Maximum)]
    [InlineData(PoolingKind.Mean)]
    public void Apply_AlongTwoAxes_HasTheFormulasValuesAndGradients(PoolingKind kind) =>
        GradientCheck.Layer(
            new Pooling("pooling", kind, (3, 2), (2, 2)), [2, 3, 9, 7], (x, _) => Formula(x, kind, (6, 9, 7), (3, 2), (2, 2)));

    [Theory]
    [InlineData(GlobalPoolingKind.Mean)]
    [InlineData(GlobalPoolingKind.Maximum)]
    [InlineData(GlobalPoolingKind.Norm)]
    [InlineData(GlobalPoolingKind.RootMeanSquare)]
    public void GlobalApply_OneKind_HasTheFormulasValuesAndGradients(GlobalPoolingKind kind) =>
        GradientCheck.Layer(
            new GlobalPooling("pooling", kind), [3, 5, 19], (x, _) => [.. x.Chunk(19).Select(plane => Formula(plane, kind))]);

    [Fact]
    public void GlobalApply_AllKindsOverTwoAxes_PutsOneAfterTheOther()
    {
        var kinds = Enum.GetValues<GlobalPoolingKind>();
        GradientCheck.Layer(
            new GlobalPooling("pooling", kinds), [2, 3, 4, 5],
            (x, _) => [.. x.Chunk(60).SelectMany(
                sample => kinds.SelectMany(kind => sample.Chunk(20).Select(plane => Formula(plane, kind))))]);
    }

    [Fact]
    public void WidthApply_AllKinds_PoolsEachRowForItself()
    {
        var kinds = Enum.GetValues<GlobalPoolingKind>();
        GradientCheck.Layer(
            new WidthPooling("pooling", kinds), [2, 3, 4, 5],
            (x, _) => [.. x.Chunk(60).SelectMany(
                sample => kinds.SelectMany(kind => sample.Chunk(5).Select(row => Formula(row, kind))))]);
    }

    private static double Formula(double[] plane, GlobalPoolingKind kind) => kind switch
    {
        GlobalPoolingKind.Mean => plane.Average(),
        GlobalPoolingKind.Maximum => plane.Max(),
        GlobalPoolingKind.Norm => Math.Sqrt(plane.Sum(value => value * value)),
        _ => Math.Sqrt(plane.Average(value => value * value)),
    };

    private static double[] Formula(
        double[] x, PoolingKind kind, (int Count, int Height, int Width) planes, (int Y, int X) window, (int Y, int X) stride)
    {
        var (height, width) = ((planes.Height - window.Y) / stride.Y + 1, (planes.Width - window.X) / stride.X + 1);
        var y = new double[planes.Count * height * width];
        for (var i = 0; i < y.Length; i++)
        {
            var first = (i / width / height * planes.Height + i / width % height * stride.Y) * planes.Width + i % width * stride.X;
            var values = Enumerable.Range(0, window.Y * window.X).Select(
                k => x[first + k / window.X * planes.Width + k % window.X]).ToArray();
            y[i] = kind == PoolingKind.Maximum ? values.Max() : values.Average();
        }

        return y;
    }
}
