using System.Collections.Concurrent;
using Mixtape.Learning.Neural;
using Mixtape.Learning.Neural.Layers;
using Mixtape.Learning.Onnx;
using Mixtape.Numerics;

namespace Mixtape.Learning.Tests.Onnx;

public sealed class ModelSessionTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, double> _noMetrics = [];

    [Fact]
    public void Run_OfALayer_AnswersByNameWithShapes()
    {
        using var session = Open(SampleModels.Layer().ToBytes());

        var scores = session.Run(new ModelInput("features", new float[] { 1, 2, 3, 0, 0, -4 }, 2, 3))["scores"];

        Assert.Equal([2, 2], scores.Shape);
        // [1, 2, 3] W + b = [7.625, -0.75]; [0, 0, -4] W + b = [-3.875, -1.5].
        Assert.Equal([7.625f, 0, 0, 0], scores.Values);
        Assert.Equal("features: Float[batch, 3]", Assert.Single(session.Inputs).ToString());
        Assert.Equal("scores: Float[batch, 2]", Assert.Single(session.Outputs).ToString());
    }

    [Fact]
    public void Open_BytesChangedAfterwards_StillRuns()
    {
        var bytes = SampleModels.Layer().ToBytes();
        using var session = Open(bytes);
        Array.Clear(bytes);

        Assert.Equal([7.625f, 0], session.Run(new ModelInput("features", new float[] { 1, 2, 3 }, 1, 3))["scores"].Values);
    }

    [Fact]
    public void Open_AnotherFileThanTheManifests_IsRefused()
    {
        var bytes = SampleModels.Layer().ToBytes();
        var manifest = Manifest(bytes);
        bytes[^3] ^= 1;

        Assert.Contains("its manifest says", Assert.Throws<InvalidModelException>(() => ModelSession.Open(bytes, manifest)).Message);
        Assert.Contains(
            "has 4 bytes",
            Assert.Throws<InvalidModelException>(() => ModelSession.Open(bytes.AsMemory(0, 4), manifest)).Message);
    }

    [Fact]
    public void Open_WhatOnnxRuntimeRefuses_SaysSo()
    {
        // The verifier does not look into shapes that follow from others: 3 columns times 4 rows.
        var graph = new OnnxGraph("unfit");
        var x = graph.Input("x", OnnxElementType.Float, "batch", 3);
        graph.AddTo(["y"], "MatMul", [x, graph.Constant("w", new float[8], 4, 2)]);
        graph.Output("y", OnnxElementType.Float, "batch", 2);
        var bytes = graph.ToBytes();

        var exception = Assert.Throws<InvalidModelException>(() => Open(bytes));

        Assert.Contains("ONNX Runtime does not load the model 'sample'", exception.Message);
    }

    [Fact]
    public void Open_OtherThanFloats_IsRefused()
    {
        Assert.Contains("'x: Double[batch]'", Assert.Throws<InvalidModelException>(() => Open(Identity(OnnxElementType.Double))).Message);
        Assert.Contains("'y: Int64[batch]'", Assert.Throws<InvalidModelException>(() => Open(Identity(OnnxElementType.Int64))).Message);

        static byte[] Identity(OnnxElementType type)
        {
            var graph = new OnnxGraph("identity");
            graph.AddTo(["y"], "Identity", [graph.Input("x", type, "batch")]);
            graph.Output("y", type, "batch");
            return graph.ToBytes();
        }
    }

    [Fact]
    public void Run_OfASequenceOfIndices_AnswersWhatTheTapeDoes()
    {
        var (tracks, gru) = (new Embedding("tracks", 10, 4), new Gru("gru", 4, 5));
        _ = new Network(1, tracks, gru);
        using var team = new ThreadTeam(1);
        var tape = new Tape(team);
        var input = tape.IndexInput("sequence", ("batch", 2), ("time", 3));
        ((ReadOnlySpan<int>)[9, 0, 3, 1, 1, 7]).CopyTo(input.Values);
        var states = gru.Apply(tracks.Apply(input));
        tape.Forward();
        using var session = Open(tape.ToOnnx("sequences", [("states", states)]));

        var answer = session.Run(new ModelInput("sequence", new long[] { 9, 0, 3, 1, 1, 7 }, 2, 3))["states"];

        Assert.Equal([2, 3, 5], answer.Shape);
        for (var i = 0; i < states.Length; i++) Assert.Equal(states.Values[i], answer.Values[i], 1e-5);
        Assert.Contains(
            "takes sequence: Int64[batch, time], but 'sequence' is Float",
            Assert.Throws<ArgumentException>(() => session.Run(new ModelInput("sequence", new float[3], 1, 3))).Message);
        Assert.Contains(
            "indices beyond their table",
            Assert.Throws<InvalidModelException>(() => session.Run(new ModelInput("sequence", new long[] { 10 }, 1, 1))).Message);
    }

    [Fact]
    public void Open_BeyondTheLimits_IsRefused()
    {
        var bytes = SampleModels.Layer().ToBytes();
        var limits = new OnnxLimits { MaximumBytes = 10 };

        Assert.Contains(
            "MaximumBytes",
            Assert.Throws<InvalidModelException>(() => ModelSession.Open(bytes, Manifest(bytes), limits)).Message);
    }

    [Fact]
    public void Run_UnfitInputs_SaysWhatIsWanted()
    {
        using var session = Open(SampleModels.Layer().ToBytes());

        Assert.Contains("also needs features: Float[batch, 3]", Message());
        Assert.Contains("has no input 'x'", Message(new ModelInput("x", new float[3], 1, 3)));
        Assert.Contains(
            "takes features: Float[batch, 3], but 'features' is [1, 4]",
            Message(new ModelInput("features", new float[4], 1, 4)));
        Assert.Contains("is [3]", Message(new ModelInput("features", new float[3], 3)));
        Assert.Contains("is [0, 3]", Message(new ModelInput("features", new float[0], 0, 3)));
        Assert.Contains("takes 6 numbers, but has 5", Message(new ModelInput("features", new float[5], 2, 3)));
        Assert.Contains(
            "given twice",
            Message(new ModelInput("features", new float[3], 1, 3), new ModelInput("features", new float[3], 1, 3)));
        string Message(params ModelInput[] inputs) => Assert.Throws<ArgumentException>(() => session.Run(inputs)).Message;
    }

    [Fact]
    public void Run_TwoInputsOfOneOpenDimension_MustAgree()
    {
        var graph = new OnnxGraph("sum");
        graph.AddTo(["z"], "Add", [graph.Input("x", OnnxElementType.Float, "n"), graph.Input("y", OnnxElementType.Float, "n")]);
        graph.Output("z", OnnxElementType.Float, "n");
        using var session = Open(graph.ToBytes());

        Assert.Contains("alike", Assert.Throws<ArgumentException>(
            () => session.Run(new("x", new float[2], 2), new("y", new float[3], 3))).Message);
        Assert.Equal([4f, 6], session.Run(new("y", new float[] { 1, 2 }, 2), new("x", new float[] { 3, 4 }, 2))["z"].Values);
    }

    [Fact]
    public void Run_AfterDispose_Throws()
    {
        var session = Open(SampleModels.Layer().ToBytes());
        session.Dispose();

        Assert.Throws<ObjectDisposedException>(() => session.Run(new ModelInput("features", new float[3], 1, 3)));
    }

    [Fact]
    public void Run_ByManyThreadsAtOnce_AnswersEachItsOwn()
    {
        using var session = Open(SampleModels.Layer().ToBytes(), threads: 2);
        var wrong = new ConcurrentBag<int>();

        Parallel.For(1, 2_000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i =>
        {
            var rows = i % 5 + 1;
            var x = new float[rows * 3];
            x.AsSpan().Fill(i);
            var scores = session.Run(new ModelInput("features", x, rows, 3))["scores"];
            if (scores.Shape[0] != rows || scores.Values[0] != 3.5f * i + 0.125f) wrong.Add(i);
        });

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Open_MutantWithItsOwnManifest_IsRefusedOrRuns(int seed)
    {
        var valid = Network();
        var random = new Random(seed);
        var (ran, refused) = (0, 0);
        for (var i = 0; i < 1_000; i++)
        {
            var mutant = OnnxMutationTests.Mutation(valid, random);
            try
            {
                using var session = Open(mutant);
                Run(session);
                ran++;
            }
            catch (InvalidModelException)
            {
                refused++;
            }
        }

        output.WriteLine($"Of 1,000 mutants, {ran} ran and {refused} were refused.");
        // Most bytes are weights, and any weights make a model.
        Assert.InRange(ran, 10, 990);
        Assert.InRange(refused, 10, 990);
    }

    private static void Run(ModelSession session)
    {
        var inputs = session.Inputs.Select(input =>
        {
            int[] shape = [.. (input.Dimensions ?? []).Select(dimension => (int)(dimension.Size ?? 3))];
            var length = shape.Aggregate(1, (product, size) => product * size);
            return input.ElementType == OnnxElementType.Int64
                ? new ModelInput(input.Name, new long[length], shape)
                : new ModelInput(input.Name, new float[length], shape);
        }).ToArray();
        // A mutant may ask for an empty input, or for one that would only take long to fill.
        if (inputs.Any(input => input.Length is 0 or > 1 << 20)) return;
        Assert.Equal(session.Outputs.Select(output => output.Name), session.Run(inputs).Keys);
    }

    /// <summary>Layers of several kinds, as a tape exports them.</summary>
    private static byte[] Network()
    {
        var chain = new Sequential(
            "chain", new Convolution1d("convolution", 2, 3, 3), new BatchNormalization("norm", 3),
            new Activation("relu", ActivationFunction.Relu), new Pooling("pool", PoolingKind.Maximum, 2), new SwapAxes("swap"),
            new Gru("gru", 3, 4), new LastStep("last"), new Dense("dense", 4, 2), new Softmax("softmax"));
        _ = new Network(1, chain);
        using var team = new ThreadTeam(1);
        var tape = new Tape(team);
        return tape.ToOnnx("network", [("y", chain.Apply(tape.Input("x", ("batch", 1), 2, 12)))]);
    }

    private static ModelManifest Manifest(byte[] bytes) => ModelManifest.Describe("sample", bytes, 1, _noMetrics, "made up");

    private static ModelSession Open(byte[] bytes, int threads = 1) => ModelSession.Open(bytes, Manifest(bytes), threads: threads);
}
