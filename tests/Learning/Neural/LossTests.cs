using Mixtape.Learning.Neural;
using Mixtape.Learning.Neural.Losses;
using Mixtape.Numerics;

namespace Mixtape.Learning.Tests.Neural;

public sealed class LossTests
{
    private const int Rows = 7;
    private const int Classes = 19;
    private static readonly float[] _start = Array.ConvertAll(GradientCheck.Numbers(Rows * Classes, 1), value => 3 * value);
    private static readonly float[] _weights = GradientCheck.Numbers(Rows, 9);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void CrossEntropy_OfLabels_HasTheFormulasValueAndGradient(bool weighted)
    {
        int[] labels = [3, 0, 18, 7, 7, 1, 12];
        Check(
            x =>
            {
                var indices = x.Tape.IndexInput("labels", Rows);
                labels.CopyTo(indices.Values);
                return Loss.CrossEntropy(x, indices, weighted ? Weights(x.Tape) : null);
            },
            x => MeanOverRows(weighted, row => LogSum(x, row) - x[row * Classes + labels[row]]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void CrossEntropy_OfDistributions_HasTheFormulasValueAndGradient(bool weighted)
    {
        var targets = Distributions();
        Check(
            x => Loss.CrossEntropy(x, Targets(x.Tape, targets), weighted ? Weights(x.Tape) : null),
            x => MeanOverRows(weighted, row => LogSum(x, row) - Enumerable.Range(row * Classes, Classes).Sum(i => targets[i] * x[i])));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void BinaryCrossEntropy_HasTheFormulasValueAndGradient(bool weighted)
    {
        var targets = Distributions();
        Check(
            x => Loss.BinaryCrossEntropy(x, Targets(x.Tape, targets), weighted ? Weights(x.Tape) : null),
            x => MeanOverNumbers(
                weighted, i => -targets[i] * Math.Log(Logistic(x[i])) - (1 - targets[i]) * Math.Log(1 - Logistic(x[i])), x.Length));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SquaredError_HasTheFormulasValueAndGradient(bool weighted)
    {
        var targets = Distributions();
        Check(
            x => Loss.SquaredError(x, Targets(x.Tape, targets), weighted ? Weights(x.Tape) : null),
            x => MeanOverNumbers(weighted, i => (x[i] - targets[i]) * (x[i] - targets[i]), x.Length));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Huber_HasTheFormulasValueAndGradient(bool weighted)
    {
        var targets = Distributions();
        Check(
            x => Loss.Huber(x, Targets(x.Tape, targets), weighted ? Weights(x.Tape) : null),
            x => MeanOverNumbers(weighted, i => Math.Abs(x[i] - targets[i]) is var e && e < 1 ? e * e / 2 : e - 0.5, x.Length));
    }

    [Fact]
    public void Sum_OfTwoLosses_WeighsThem()
    {
        var targets = Distributions();
        Check(
            x => Loss.Sum((Loss.SquaredError(x, Targets(x.Tape, targets)), 0.5f), (Loss.Huber(x, Targets(x.Tape, targets)), 2)),
            x => MeanOverNumbers(
                false, i => Math.Abs(x[i] - targets[i]) is var e && e < 1 ? 1.5 * e * e : e * e / 2 + 2 * e - 1, x.Length));
    }

    [Fact]
    public void CrossEntropy_LogitsInTheThousands_StaysFinite()
    {
        using var team = new ThreadTeam(1);
        var tape = new Tape(team);
        var x = tape.Input("x", 1, 3);
        var label = tape.IndexInput("label", 1);
        var loss = Loss.CrossEntropy(x, label);
        new float[] { 5000, -5000, 4999 }.CopyTo(x.Values);

        tape.Forward();

        Assert.Equal(Math.Log(1 + Math.Exp(-1)), loss.Values[0], 3);
    }

    [Fact]
    public void CrossEntropy_LabelOutOfRange_SaysWhich()
    {
        using var team = new ThreadTeam(1);
        var tape = new Tape(team);
        var labels = tape.IndexInput("labels", 2);
        Loss.CrossEntropy(tape.Input("x", 2, 3), labels);
        labels.Values[1] = 3;

        Assert.Equal("'labels' holds 3 at 1, but 'x' has 3 classes.", Assert.Throws<InvalidOperationException>(tape.Forward).Message);
    }

    private static void Check(Func<Tensor, Tensor> loss, Func<double[], double> formula) =>
        GradientCheck.Tensors([], [Rows, Classes], _start, loss, (x, _) => [formula(x)]);

    private static float[] Distributions()
    {
        var targets = Array.ConvertAll(GradientCheck.Numbers(Rows * Classes, 3), value => value + 1.01f);
        for (var row = 0; row < Rows; row++)
        {
            var sum = targets[(row * Classes)..((row + 1) * Classes)].Sum();
            foreach (ref var target in targets.AsSpan(row * Classes, Classes)) target /= sum;
        }

        return targets;
    }

    private static Tensor Targets(Tape tape, float[] values)
    {
        var targets = tape.Input("targets", Rows, Classes);
        values.CopyTo(targets.Values);
        return targets;
    }

    private static Tensor Weights(Tape tape)
    {
        var weights = tape.Input("weights", Rows);
        _weights.CopyTo(weights.Values);
        return weights;
    }

    private static double MeanOverRows(bool weighted, Func<int, double> term) =>
        Enumerable.Range(0, Rows).Sum(row => (weighted ? _weights[row] : 1) * term(row)) / Rows;

    private static double MeanOverNumbers(bool weighted, Func<int, double> term, int count) =>
        Enumerable.Range(0, count).Sum(i => (weighted ? _weights[i / Classes] : 1) * term(i)) / count;

    private static double LogSum(double[] x, int row) => Math.Log(Enumerable.Range(row * Classes, Classes).Sum(i => Math.Exp(x[i])));

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
