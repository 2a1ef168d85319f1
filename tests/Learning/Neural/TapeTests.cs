using Mixtape.Learning.Neural;
using Mixtape.Learning.Neural.Layers;
using Mixtape.Learning.Neural.Losses;
using Mixtape.Learning.Neural.Optimization;
using Mixtape.Numerics;

namespace Mixtape.Learning.Tests.Neural;

public sealed class TapeTests
{
    [Fact]
    public void Step_AfterTheFirst_AllocatesNothing()
    {
        using var team = new ThreadTeam(2);
        var (tape, loss, network) = Classifier(team, 64);
        var adam = new Adam(team, network.Parameters, new AdamOptions());
        void Step()
        {
            tape.Step++;
            tape.Forward();
            tape.Backward(loss);
            adam.Step(0.01, adam.GradientNorm());
        }

        Step();
        Step();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++) Step();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Steps_WhateverTheThreads_GiveTheSameBytes()
    {
        Assert.Equal(Train(1), Train(2));
        Assert.Equal(Train(1), Train(3));

        static float[] Train(int threads)
        {
            using var team = new ThreadTeam(threads);
            var (tape, loss, network) = Classifier(team, 300);
            var adam = new Adam(team, network.Parameters, new AdamOptions());
            for (tape.Step = 0; tape.Step < 5; tape.Step++)
            {
                tape.Forward();
                tape.Backward(loss);
                adam.Step(0.01, adam.GradientNorm());
            }

            return [.. network.Parameters.SelectMany(parameter => parameter.Values.ToArray())];
        }
    }

    [Fact]
    public void Backward_ParameterThatTheLossDoesNotReach_HasAZeroGradient()
    {
        using var team = new ThreadTeam(1);
        var tape = new Tape(team, isTraining: true);
        var x = tape.Input("x", 2, 3);
        var (used, unused) = (new Dense("used", 3, 1), new Dense("unused", 3, 1));
        _ = new Network(1, used, unused);
        var loss = Loss.SquaredError(used.Apply(x), tape.Input("targets", 2));
        unused.Apply(x);
        unused.Parameters[0].Gradient.Fill(5);

        tape.Forward();
        tape.Backward(loss);

        Assert.All(unused.Parameters[0].Gradient.ToArray(), slope => Assert.Equal(0, slope));
    }

    [Fact]
    public void Backward_TapesThatShareParameters_LeaveEachOtherNoGradients()
    {
        using var team = new ThreadTeam(1);
        var (both, one) = (new Tape(team, isTraining: true), new Tape(team, isTraining: true));
        var (first, second) = (new Dense("first", 3, 1), new Dense("second", 3, 1));
        _ = new Network(1, first, second);
        var x = both.Input("x", 2, 3);
        x.Values.Fill(1);
        var ofBoth = Loss.SquaredError(Join.Add("sum", first.Apply(x), second.Apply(x)), both.Input("targets", 2));
        x = one.Input("x", 2, 3);
        second.Apply(x);
        var ofFirst = Loss.SquaredError(first.Apply(x), one.Input("targets", 2));

        foreach (var (tape, loss, isReached) in new[] { (one, ofFirst, false), (both, ofBoth, true), (one, ofFirst, false) })
        {
            tape.Forward();
            tape.Backward(loss);
            Assert.Equal(isReached, second.Parameters[0].Gradient.ContainsAnyExcept(0));
        }
    }

    [Fact]
    public void Backward_AgainAfterOneForward_GivesTheSame()
    {
        using var team = new ThreadTeam(1);
        var (tape, loss, network) = Classifier(team, 8);
        tape.Forward();
        tape.Backward(loss);
        var once = network.Parameters.Select(parameter => parameter.Gradient.ToArray()).ToArray();

        tape.Backward(loss);

        Assert.Equal(once, network.Parameters.Select(parameter => parameter.Gradient.ToArray()));
    }

    [Fact]
    public void FindNonFinite_OnlyAWeightsGradient_NamesItsLayer()
    {
        using var team = new ThreadTeam(1);
        var tape = new Tape(team, isTraining: true);
        var (first, second) = (new Dense("first", 1, 1), new Dense("second", 1, 1));
        (first.Parameters[0].Values[0], second.Parameters[0].Values[0]) = (1e-37f, 1e3f);
        var x = tape.Input("x", 1, 1);
        x.Values[0] = 1e37f;
        var loss = Loss.SquaredError(second.Apply(first.Apply(x)), tape.Input("targets", 1));

        tape.Forward();
        tape.Backward(loss);

        Assert.Equal("first", tape.FindNonFinite()!.Name);
    }

    [Fact]
    public void FindNonFinite_AfterForward_NamesTheFirstLayer()
    {
        using var team = new ThreadTeam(1);
        var (tape, _, network) = Classifier(team, 8);
        network.Parameters.Single(parameter => parameter.Name == "second.bias").Values[0] = float.NaN;

        tape.Forward();

        Assert.Equal("second", tape.FindNonFinite()!.Name);
    }

    [Fact]
    public void FindNonFinite_AfterBackward_NamesTheLayerWhereItBegan()
    {
        using var team = new ThreadTeam(1);
        var (tape, loss, network) = Classifier(team, 8);
        tape.Forward();
        Assert.Null(tape.FindNonFinite());
        network.Parameters.Single(parameter => parameter.Name == "second.weight").Values[0] = float.PositiveInfinity;

        tape.Backward(loss);

        Assert.Equal("dropout", tape.FindNonFinite()!.Name);
    }

    [Fact]
    public void Backward_OfWhatIsNotALoss_SaysWhatIsWrong()
    {
        using var team = new ThreadTeam(1);
        var (tape, _, _) = Classifier(team, 8);
        var output = tape.Operations[1].Output;

        Assert.StartsWith("The loss relu", Assert.Throws<ArgumentException>(() => tape.Backward(output)).Message);
        Assert.Throws<InvalidOperationException>(() => new Tape(team).Backward(output));
    }

    [Fact]
    public void Record_InputOfAnotherTape_IsRefused()
    {
        using var team = new ThreadTeam(1);
        var (one, other) = (new Tape(team), new Tape(team));

        Assert.Throws<ArgumentException>(() => Loss.SquaredError(one.Input("x", 2), other.Input("y", 2)));
        Assert.Contains(
            "'labels', which stands on another tape",
            Assert.Throws<ArgumentException>(() => Loss.CrossEntropy(one.Input("x", 2, 3), other.IndexInput("labels", 2))).Message);
    }

    [Fact]
    public void Input_EmptyAxis_IsRefused()
    {
        using var team = new ThreadTeam(1);
        var tape = new Tape(team);

        Assert.Contains("'x' has a dimension of 0", Assert.Throws<ArgumentException>(() => tape.Input("x", 2, 0)).Message);
        Assert.Contains("'i' has a dimension of -1", Assert.Throws<ArgumentException>(() => tape.IndexInput("i", -1)).Message);
    }

    [Fact]
    public void Network_TwoLayersOfOneName_AreRefused() =>
        Assert.Contains(
            "dense.weight",
            Assert.Throws<ArgumentException>(() => new Network(1, new Dense("dense", 1, 2), new Dense("dense", 2, 3))).Message);

    [Fact]
    public void Network_Starts_FollowFromSeedAndNameAlone()
    {
        var (first, second) = (new Dense("a", 4, 4), new Dense("a", 4, 4));
        _ = new Network(7, first);
        _ = new Network(7, new Dense("b", 3, 3), second);

        Assert.Equal(first.Parameters[0].Values.ToArray(), second.Parameters[0].Values.ToArray());
    }

    private static (Tape Tape, Tensor Loss, Network Network) Classifier(ThreadTeam team, int batch)
    {
        var chain = new Sequential(
            "classifier", new Dense("first", 20, 70), new Activation("relu", ActivationFunction.Relu), new Dropout("dropout", 0.2),
            new Dense("second", 70, 10));
        var network = new Network(3, chain);
        var tape = new Tape(team, isTraining: true, seed: 1);
        var x = tape.Input("x", batch, 20);
        var labels = tape.IndexInput("labels", batch);
        GradientCheck.Numbers(x.Length, 4).CopyTo(x.Values);
        for (var i = 0; i < batch; i++) labels.Values[i] = i % 10;
        return (tape, Loss.CrossEntropy(chain.Apply(x), labels), network);
    }
}
