using Mixtape.Learning.Neural;
using Mixtape.Learning.Neural.Optimization;
using Mixtape.Numerics;

namespace Mixtape.Learning.Tests.Neural;

public sealed class AdamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(37)]
    [InlineData(40_001)]
    public void Step_ThreeTimes_FollowsTheFormula(int length)
    {
        using var team = new ThreadTeam(2);
        var parameter = new Parameter("p", [length], Initializer.Zeros) { Decays = true };
        GradientCheck.Numbers(length, 1).CopyTo(parameter.Values);
        var options = new AdamOptions { WeightDecay = 0.1, MaximumGradientNorm = 0.5 };
        var adam = new Adam(team, [parameter], options);
        var expected = parameter.Values.ToArray().Select(value => (Value: (double)value, Mean: 0.0, Square: 0.0)).ToArray();
        for (var step = 1; step <= 3; step++)
        {
            var gradient = GradientCheck.Numbers(length, (ulong)step + 100);
            gradient.CopyTo(parameter.Gradient);
            var norm = Math.Sqrt(gradient.Sum(g => (double)g * g));
            Assert.Equal(norm, adam.GradientNorm(), norm * 1e-6);
            adam.Step(0.01, adam.GradientNorm());
            for (var i = 0; i < length; i++)
            {
                var g = gradient[i] * Math.Min(1, 0.5 / norm);
                var (value, mean, square) = expected[i];
                mean = 0.9 * mean + 0.1 * g;
                square = 0.999 * square + 0.001 * g * g;
                value -= 0.01 * (mean / (1 - Math.Pow(0.9, step)) / (Math.Sqrt(square / (1 - Math.Pow(0.999, step))) + 1e-8) + 0.1 * value);
                expected[i] = (value, mean, square);
            }
        }

        GradientCheck.AssertClose([.. expected.Select(state => state.Value)], parameter.Values, 1e-5, "value");
    }

    [Fact]
    public void Step_OfABias_DoesNotShrinkIt()
    {
        using var team = new ThreadTeam(1);
        var bias = new Parameter("bias", [3], Initializer.Ones);
        bias.Initialize(1);
        var adam = new Adam(team, [bias], new AdamOptions { WeightDecay = 0.5 });

        adam.Step(0.1, adam.GradientNorm());

        Assert.Equal([1, 1, 1], bias.Values.ToArray());
    }

    [Fact]
    public void New_WhatIsMeasured_IsLeftOut()
    {
        using var team = new ThreadTeam(1);

        Assert.Empty(new Adam(team, [new Parameter("mean", [3], Initializer.Zeros, isTrainable: false)], new AdamOptions()).State);
    }

    [Fact]
    public void New_OptionsOutOfRange_AreRefused()
    {
        using var team = new ThreadTeam(1);
        foreach (var options in new[]
        {
            new AdamOptions { MeanDecay = 1 }, new AdamOptions { SquareDecay = -1 }, new AdamOptions { Epsilon = 0 },
            new AdamOptions { WeightDecay = double.NaN }, new AdamOptions { MaximumGradientNorm = 0 },
        })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(team, [], options));
        }
    }

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(9, 1)]
    [InlineData(10, 1)]
    [InlineData(60, 0.55)]
    [InlineData(110, 0.1)]
    [InlineData(500, 0.1)]
    public void LearningRate_OfAStep_WarmsUpAndFalls(long step, double expected) =>
        Assert.Equal(expected, new LearningRate { Peak = 1, Last = 0.1, WarmupSteps = 10 }.At(step, 110), 1e-9);

    [Fact]
    public void LearningRate_Constant_IsTheSameAtEveryStep() => Assert.Equal(0.02, LearningRate.Constant(0.02).At(77, 100));
}
