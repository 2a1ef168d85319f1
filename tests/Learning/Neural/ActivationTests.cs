using Mixtape.Learning.Neural.Layers;

namespace Mixtape.Learning.Tests.Neural;

public sealed class ActivationTests
{
    [Theory]
    [InlineData(ActivationFunction.Relu)]
    [InlineData(ActivationFunction.LeakyRelu)]
    [InlineData(ActivationFunction.Elu)]
    [InlineData(ActivationFunction.Tanh)]
    [InlineData(ActivationFunction.Sigmoid)]
    public void Apply_OddSizes_HasTheFormulasValuesAndGradients(ActivationFunction function) =>
        GradientCheck.Layer(
            new Activation("activation", function), [3, 37], (x, _) => Array.ConvertAll(x, value => Formula(function, value)));

    [Fact]
    public void Apply_ManyNumbers_SplitsThemWithoutALoss() =>
        GradientCheck.AssertClose(
            [.. GradientCheck.Numbers(40_001, 1).Select(value => Math.Tanh(value))],
            Forward(ActivationFunction.Tanh, GradientCheck.Numbers(40_001, 1)), 1e-6, "tanh");

    [Theory]
    [InlineData(ActivationFunction.Relu)]
    [InlineData(ActivationFunction.LeakyRelu)]
    [InlineData(ActivationFunction.Elu)]
    [InlineData(ActivationFunction.Tanh)]
    [InlineData(ActivationFunction.Sigmoid)]
    public void Apply_NotANumber_StaysSo(ActivationFunction function) => Assert.True(float.IsNaN(Forward(function, [1, float.NaN, 2])[1]));

    private static float[] Forward(ActivationFunction function, float[] values)
    {
        using var team = new Numerics.ThreadTeam(2);
        var tape = new Learning.Neural.Tape(team);
        var x = tape.Input("x", values.Length);
        var y = new Activation("activation", function).Apply(x);
        values.CopyTo(x.Values);
        tape.Forward();
        return y.Values.ToArray();
    }

    private static double Formula(ActivationFunction function, double x) => function switch
    {
        ActivationFunction.Relu => Math.Max(x, 0),
        ActivationFunction.LeakyRelu => x > 0 ? x : x / 100,
        ActivationFunction.Elu => x > 0 ? x : Math.Exp(x) - 1,
        ActivationFunction.Tanh => Math.Tanh(x),
        _ => 1 / (1 + Math.Exp(-x)),
    };
}
