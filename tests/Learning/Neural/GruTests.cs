using Mixtape.Learning.Neural;
using Mixtape.Learning.Neural.Layers;
using Mixtape.Numerics;

namespace Mixtape.Learning.Tests.Neural;

public sealed class GruTests
{
    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(2, 3, 5, 7)]
    [InlineData(3, 5, 4, 17)]
    [InlineData(33, 2, 3, 5)]
    public void Apply_OddSizes_HasTheFormulasValuesAndGradients(int batch, int time, int inputs, int hidden) =>
        GradientCheck.Layer(
            new Gru("gru", inputs, hidden), [batch, time, inputs],
            (x, p) => Formula(x, p, new double[batch * hidden], time, inputs, hidden));

    [Fact]
    public void Apply_FromAState_HasTheFormulasValuesAndGradients()
    {
        const int Batch = 3, Time = 4, Inputs = 5, Hidden = 6;
        var gru = new Gru("gru", Inputs, Hidden);
        var start = new Parameter("start", [Batch, Hidden], Initializer.Zeros);
        Parameter[] parameters = [.. gru.Parameters, start];
        foreach (var parameter in parameters)
            GradientCheck.Numbers(parameter.Length, StableHash.Of(parameter.Name)).CopyTo(parameter.Values);
        GradientCheck.Tensors(
            parameters, [Batch, Time, Inputs], GradientCheck.Numbers(Batch * Time * Inputs, 1), x => gru.Apply(x, start),
            (x, p) => Formula(x, p, p[4], Time, Inputs, Hidden));
    }

    [Fact]
    public void Apply_OverAHundredSteps_StaysWithTheFormula() =>
        GradientCheck.Layer(new Gru("gru", 3, 4), [1, 100, 3], (x, p) => Formula(x, p, new double[4], 100, 3, 4), tolerance: 1e-4);

    [Fact]
    public void Apply_OtherWidth_IsRefused()
    {
        using var team = new ThreadTeam(1);
        var tape = new Tape(team);

        Assert.Throws<ArgumentException>(() => new Gru("gru", 3, 4).Apply(tape.Input("x", 1, 5, 4)));
        Assert.Throws<ArgumentException>(() => new Gru("gru", 3, 4).Apply(tape.Input("x", 1, 5, 3), tape.Input("start", 1, 3)));
    }

    private static double[] Formula(double[] x, IReadOnlyList<double[]> p, double[] start, int time, int inputs, int hidden)
    {
        var output = new double[x.Length / inputs * hidden];
        for (var sample = 0; sample < x.Length / inputs / time; sample++)
        {
            var h = start[(sample * hidden)..((sample + 1) * hidden)];
            for (var step = 0; step < time; step++)
            {
                var row = x[((sample * time + step) * inputs)..((sample * time + step + 1) * inputs)];
                double In(int column) => p[2][column] + row.Select((value, i) => value * p[0][i * 3 * hidden + column]).Sum();
                double State(int column) => p[3][column] + h.Select((value, i) => value * p[1][i * 3 * hidden + column]).Sum();
                var next = new double[hidden];
                for (var j = 0; j < hidden; j++)
                {
                    var z = Logistic(In(j) + State(j));
                    var r = Logistic(In(hidden + j) + State(hidden + j));
                    next[j] = (1 - z) * Math.Tanh(In(2 * hidden + j) + r * State(2 * hidden + j)) + z * h[j];
                }

                h = next;
                h.CopyTo(output, (sample * time + step) * hidden);
            }
        }

        return output;
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
