using Mixtape.Learning.Neural;
using Mixtape.Learning.Neural.Layers;
using Mixtape.Learning.Neural.Losses;
using Mixtape.Learning.Neural.Operations;
using Mixtape.Numerics;

namespace Mixtape.Learning.Tests.Neural;

public sealed class DropoutTests
{
    [Fact]
    public void Apply_InTraining_DropsTheShareAndKeepsTheMean()
    {
        var values = Play(1, step: 3, threads: 1);

        Assert.Equal(0.3, values.Count(value => value == 0) / (double)values.Length, 2);
        Assert.All(values, value => Assert.True(value is 0 or (float)(1 / 0.7)));
    }

    [Fact]
    public void Apply_SameSeedAndStep_DropsTheSame_WhateverTheThreads()
    {
        Assert.Equal(Play(1, step: 3, threads: 1), Play(1, step: 3, threads: 3));
        Assert.NotEqual(Play(1, step: 3, threads: 1), Play(1, step: 4, threads: 1));
        Assert.NotEqual(Play(1, step: 3, threads: 1), Play(2, step: 3, threads: 1));
    }

    [Fact]
    public void Apply_Backward_PassesWhatWasKept()
    {
        using var team = new ThreadTeam(2);
        var tape = new Tape(team, isTraining: true, seed: 1);
        var variable = new Parameter("x", [1000], Initializer.Ones);
        variable.Initialize(0);
        var y = new Dropout("dropout", 0.5).Apply(tape.Record(new SumOperation(tape, "x", tape.Input("zeros", 1000), variable)));
        var loss = Loss.SquaredError(y, tape.Input("targets", 1000));

        tape.Forward();
        tape.Backward(loss);

        // d/dx of mean (m x)^2 at x = 1 is 2 m^2 / n, with m either 0 or 2.
        for (var i = 0; i < 1000; i++) Assert.Equal(y.Values[i] == 0 ? 0 : 2 * 4 / 1000f, variable.Gradient[i], 1e-6f);
    }

    [Fact]
    public void Apply_NotInTraining_IsTheInputItself()
    {
        using var team = new ThreadTeam(1);
        var x = new Tape(team).Input("x", 4);

        Assert.Same(x, new Dropout("dropout", 0.5).Apply(x));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void New_ShareOutOfRange_IsRefused(double share) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Dropout("dropout", share));

    private static float[] Play(ulong seed, long step, int threads)
    {
        using var team = new ThreadTeam(threads);
        var tape = new Tape(team, isTraining: true, seed) { Step = step };
        var x = tape.Input("x", 50_000);
        x.Values.Fill(1);
        var y = new Dropout("dropout", 0.3).Apply(x);
        tape.Forward();
        return y.Values.ToArray();
    }
}
