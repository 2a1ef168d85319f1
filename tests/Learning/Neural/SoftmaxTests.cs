using Mixtape.Learning.Neural.Layers;

namespace Mixtape.Learning.Tests.Neural;

public sealed class SoftmaxTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 17)]
    [InlineData(3, 40)]
    public void Apply_OddSizes_HasTheFormulasValuesAndGradients(int rows, int width) =>
        GradientCheck.Layer(new Softmax("softmax"), [rows, width], (x, _) => [.. x.Chunk(width).SelectMany(Formula)]);

    private static IEnumerable<double> Formula(double[] row)
    {
        var sum = row.Sum(Math.Exp);
        return row.Select(value => Math.Exp(value) / sum);
    }
}
