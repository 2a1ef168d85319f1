using Mixtape.Learning.Neural.Layers;

namespace Mixtape.Learning.Tests.Neural;

public sealed class DenseTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 5, 7)]
    [InlineData(17, 33, 19)]
    public void Apply_OddSizes_HasTheFormulasValuesAndGradients(int rows, int inputs, int outputs) =>
        GradientCheck.Layer(new Dense("dense", inputs, outputs), [rows, inputs], (x, p) => Formula(x, p[0], p[1], inputs, outputs));

    [Fact]
    public void Apply_WithoutBiasOverThreeAxes_HasTheFormulasValuesAndGradients() =>
        GradientCheck.Layer(new Dense("dense", 5, 3, hasBias: false), [2, 4, 5], (x, p) => Formula(x, p[0], new double[3], 5, 3));

    [Fact]
    public void Apply_InputOfAnotherWidth_SaysWhichIsWanted()
    {
        using var team = new Numerics.ThreadTeam(1);
        var tape = new Learning.Neural.Tape(team);

        var error = Assert.Throws<ArgumentException>(() => new Dense("hidden", 5, 3).Apply(tape.Input("mel", 2, 4)));

        Assert.Equal("'hidden' wants a last axis of 5, but 'mel' is [2 x 4].", error.Message);
    }

    private static double[] Formula(double[] x, double[] weight, double[] bias, int inputs, int outputs)
    {
        var y = new double[x.Length / inputs * outputs];
        for (var i = 0; i < y.Length; i++)
        {
            y[i] = bias[i % outputs];
            for (var k = 0; k < inputs; k++) y[i] += x[i / outputs * inputs + k] * weight[k * outputs + i % outputs];
        }

        return y;
    }
}
