using Mixtape.Learning.Neural;
using Mixtape.Learning.Neural.Layers;
using Mixtape.Learning.Neural.Losses;
using Mixtape.Learning.Neural.Optimization;
using Mixtape.Numerics;

namespace Mixtape.Learning.Tests.Neural;

/// <summary>Runs alone, since it counts what all threads of the process allocate.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    [Fact]
    public void Step_OfEveryKindOfLayer_AllocatesNothingAfterTheFirst()
    {
        using var team = new ThreadTeam(2);
        var tape = new Tape(team, isTraining: true, seed: 1);
        var embedding = new Embedding("songs", 40, 12);
        var chain = new Sequential(
            "chain", new SwapAxes("swap"), new Convolution1d("convolution", 12, 20, 3, stride: 2, padding: 1), new BatchNormalization("norm", 20),
            new Activation("relu", ActivationFunction.Relu), new Pooling("pool", PoolingKind.Maximum, 2));
        var head = new Sequential("head", new Dropout("dropout", 0.3), new Dense("dense", 2 * 20 + 16, 8));
        var (pooling, gru) = (new GlobalPooling("global", GlobalPoolingKind.Mean, GlobalPoolingKind.Norm), new Gru("gru", 20, 16));
        var network = new Network(1, embedding, chain, pooling, gru, head);
        var songs = tape.IndexInput("sequence", 24, 64);
        var labels = tape.IndexInput("labels", 24);
        for (var i = 0; i < songs.Values.Length; i++) songs.Values[i] = i * 7 % 40;
        var features = chain.Apply(embedding.Apply(songs));
        var states = new LastStep("last").Apply(gru.Apply(new SwapAxes("back").Apply(features)));
        var loss = Loss.CrossEntropy(head.Apply(Join.Concatenate("both", pooling.Apply(features), states)), labels);
        var adam = new Adam(team, network.Parameters, new AdamOptions());
        for (; tape.Step < 3; tape.Step++) Step();
        // Ten steps make some hundred thousand numbers; the test runner's own threads may note something meanwhile, but not each time.
        var least = Enumerable.Range(0, 5).Min(_ =>
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var end = tape.Step + 10; tape.Step < end; tape.Step++) Step();
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        });

        Assert.InRange(least, 0, 4_096);

        void Step()
        {
            tape.Forward();
            tape.Backward(loss);
            adam.Step(0.01, adam.GradientNorm());
        }
    }
}
