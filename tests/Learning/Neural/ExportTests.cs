using Microsoft.ML.OnnxRuntime;
using Mixtape.Learning.Neural;
using Mixtape.Learning.Neural.Layers;
using Mixtape.Learning.Neural.Losses;
using Mixtape.Learning.Onnx;
using Mixtape.Numerics;

namespace Mixtape.Learning.Tests.Neural;

/// <summary>What ONNX Runtime computes from an exported tape, beside what the tape computes.</summary>
public sealed class ExportTests
{
    public static TheoryData<string> LayerNames => [.. _layers.Keys];

    private static readonly Dictionary<string, (Func<Layer> Make, Dimension[] Shape)> _layers = new()
    {
        ["dense"] = (() => new Dense("layer", 7, 5), [("batch", 3), 7]),
        ["dense over three axes"] = (() => new Dense("layer", 7, 5), [("batch", 3), ("time", 4), 7]),
        ["dense without bias"] = (() => new Dense("layer", 7, 5, hasBias: false), [("batch", 3), 7]),
        ["relu"] = (() => new Activation("layer", ActivationFunction.Relu), [("batch", 3), 7]),
        ["leaky relu"] = (() => new Activation("layer", ActivationFunction.LeakyRelu), [("batch", 3), 7]),
        ["elu"] = (() => new Activation("layer", ActivationFunction.Elu), [("batch", 3), 7]),
        ["tanh"] = (() => new Activation("layer", ActivationFunction.Tanh), [("batch", 3), 7]),
        ["sigmoid"] = (() => new Activation("layer", ActivationFunction.Sigmoid), [("batch", 3), 7]),
        ["softmax"] = (() => new Softmax("layer"), [("batch", 3), 2, 7]),
        ["dropout"] = (() => new Sequential("layer", new Dropout("dropout", 0.5), new Flatten("flatten")), [("batch", 3), 7]),
        ["1-d convolution"] = (
            () => new Convolution1d("layer", 3, 5, 4, stride: 2, padding: 1, dilation: 2), [("batch", 3), 3, ("frames", 31)]),
        ["2-d convolution"] = (
            () => new Convolution2d("layer", 3, 5, (3, 2), (2, 1), (1, 1), hasBias: false), [("batch", 3), 3, 9, ("frames", 11)]),
        ["maximum pooling"] = (() => new Pooling("layer", PoolingKind.Maximum, 3, 2), [("batch", 3), 3, ("frames", 31)]),
        ["mean pooling over two axes"] = (() => new Pooling("layer", PoolingKind.Mean, (2, 3)), [("batch", 3), 3, 9, 11]),
        ["global pooling"] = (() => new GlobalPooling("layer", GlobalPoolingKind.Norm), [("batch", 3), 3, ("frames", 31)]),
        ["global pooling of all kinds"] =
            (() => new GlobalPooling("layer", Enum.GetValues<GlobalPoolingKind>()), [("batch", 3), 3, 9, ("frames", 11)]),
        ["width pooling of all kinds"] =
            (() => new WidthPooling("layer", Enum.GetValues<GlobalPoolingKind>()), [("batch", 3), 3, 9, ("frames", 11)]),
        ["batch normalization"] = (() => new BatchNormalization("layer", 3), [("batch", 3), 3, ("frames", 31)]),
        ["gru"] = (() => new Gru("layer", 7, 5), [("batch", 3), ("time", 9), 7]),
        ["flatten"] = (() => new Flatten("layer"), [("batch", 3), 3, 9]),
        ["swap axes"] = (() => new SwapAxes("layer"), [("batch", 3), 3, 9]),
        ["last step"] = (() => new LastStep("layer"), [("batch", 3), ("time", 9), 7]),
    };

    [Theory]
    [MemberData(nameof(LayerNames))]
    public void ToOnnx_OfALayer_ComputesWhatTheTapeDoes(string name)
    {
        var (make, shape) = _layers[name];
        Compare([make()], shape, (tape, x, modules) => ((Layer)modules[0]).Apply(x));
    }

    [Fact]
    public void ToOnnx_OfAConvolutionalNetworkWithTwoHeads_ComputesWhatTheTapeDoes()
    {
        var trunk = new Sequential(
            "trunk",
            new Convolution1d("first", 16, 32, 4, hasBias: false), new BatchNormalization("norm", 32),
            new Activation("relu-1", ActivationFunction.Relu),
            new Pooling("pool", PoolingKind.Maximum, 4), new Convolution1d("second", 32, 48, 4),
            new Activation("relu-2", ActivationFunction.Relu), new GlobalPooling("global", Enum.GetValues<GlobalPoolingKind>()),
            new Dense("embedding", 192, 40));
        var (one, other) = (new Dense("one", 40, 12), new Sequential("other", new Dense("two", 40, 2), new Softmax("softmax")));
        Compare(
            [trunk, one, other], [("batch", 4), 16, ("frames", 150)],
            (_, x, _) => Join.Concatenate("both", one.Apply(trunk.Apply(x)), other.Apply(trunk.Apply(x))), tolerance: 1e-5);
    }

    [Fact]
    public void ToOnnx_OfAGruOverAHundredSteps_ComputesWhatTheTapeDoes()
    {
        var chain = new Sequential("chain", new Gru("gru", 12, 64), new LastStep("last"), new Dense("dense", 64, 10));
        Compare([chain], [("batch", 5), ("time", 100), 12], (_, x, _) => chain.Apply(x));
    }

    [Fact]
    public void ToOnnx_OfAnEmbeddedSequenceFromAState_ComputesWhatTheTapeDoes()
    {
        var (embedding, gru) = (new Embedding("songs", 20, 6), new Gru("gru", 6, 9));
        _ = new Network(1, embedding, gru);
        using var team = new ThreadTeam(2);
        var tape = new Tape(team);
        var songs = tape.IndexInput("sequence", ("batch", 2), ("time", 5));
        var start = tape.Input("start", ("batch", 2), 9);
        var states = gru.Apply(embedding.Apply(songs), start);
        for (var i = 0; i < 10; i++) songs.Values[i] = i * 7 % 20;
        GradientCheck.Numbers(18, 3).CopyTo(start.Values);
        tape.Forward();
        using var session = new InferenceSession(tape.ToOnnx("sequence", [("states", states)]));
        using var indices = OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(songs.Values.ToArray(), index => (long)index), [2, 5]);
        using var state = OrtValue.CreateTensorValueFromMemory(start.Values.ToArray(), [2, 9]);
        using var options = new RunOptions();

        using var outputs = session.Run(options, ["sequence", "start"], [indices, state], ["states"]);

        AssertSame(states.Values, outputs[0].GetTensorDataAsSpan<float>(), 1e-5);
    }

    [Fact]
    public void ToOnnx_LayersUsedTwice_ComputesWhatTheTapeDoes()
    {
        var (gru, last) = (new Gru("gru", 5, 5), new LastStep("last"));
        Compare(
            [gru], [("batch", 3), ("time", 4), 5],
            (tape, x, modules) => Join.Concatenate("both", last.Apply(gru.Apply(gru.Apply(x))), last.Apply(x)));
        using var team = new ThreadTeam(1);
        var tape = new Tape(team);
        var y = gru.Apply(gru.Apply(tape.Input("x", 1, 4, 5)));

        // The weights once, and the axis that is squeezed.
        Assert.Equal(
            gru.Parameters.Sum(parameter => parameter.Length) + 1, OnnxModelVerifier.Verify(tape.ToOnnx("shared", [("y", y)])).Parameters);
    }

    [Fact]
    public void ToOnnx_TensorOfAnotherTape_IsRefused()
    {
        using var team = new ThreadTeam(1);
        var (tape, other) = (new Tape(team), new Tape(team));

        Assert.Contains(
            "'x' stands on another tape",
            Assert.Throws<ArgumentException>(() => tape.ToOnnx("network", [("y", other.Input("x", 2))])).Message);
    }

    [Fact]
    public void ToOnnx_NamesInputsAndOutputs_WithTheirOpenDimensions()
    {
        using var team = new ThreadTeam(1);
        var tape = new Tape(team);
        var y = new Convolution1d("layer", 3, 5, 4).Apply(tape.Input("mel", ("batch", 2), 3, ("frames", 30)));
        using var session = new InferenceSession(tape.ToOnnx("ears", [("features", y)], new Dictionary<string, string> { ["seed"] = "7" }));

        Assert.Equal([-1, 3, -1], session.InputMetadata["mel"].Dimensions);
        Assert.Equal(["batch", "", "frames"], session.InputMetadata["mel"].SymbolicDimensions);
        Assert.Equal([-1, 5, -1], session.OutputMetadata["features"].Dimensions);
        Assert.Equal("7", session.ModelMetadata.CustomMetadataMap["seed"]);
        Assert.Equal("ears", session.ModelMetadata.GraphName);
    }

    [Fact]
    public void Shape_OfWhatOpenLengthsBecome_IsOpenUnderTheLayersName()
    {
        using var team = new ThreadTeam(1);
        var tape = new Tape(team);
        var x = tape.Input("x", ("batch", 2), 3, ("frames", 1));

        Assert.Equal(["batch", "", "frames"], Symbols(new Convolution1d("same", 3, 5, 3, padding: 1).Apply(x)));
        // One frame stays one, but two become one as well.
        Assert.Equal(["batch", "", "frames_half"], Symbols(new Convolution1d("half", 3, 5, 3, stride: 2, padding: 1).Apply(x)));
        Assert.Equal(["batch", "", "frames_every-other"], Symbols(new Pooling("every-other", PoolingKind.Mean, 1, 2).Apply(x)));
        Assert.Equal(["batch", "", "frames_twice"], Symbols(Join.Concatenate("twice", x, x)));
        var flat = new Flatten("flat").Apply(x);
        Assert.Equal(["batch", "frames_flat"], Symbols(flat));
        Assert.Contains("a fixed length", Assert.Throws<ArgumentException>(() => new Dense("dense", 3, 2).Apply(flat)).Message);

        static string[] Symbols(Tensor tensor) => Array.ConvertAll(tensor.Shape.ToArray(), axis => axis.Symbol ?? "");
    }

    [Fact]
    public void ToOnnx_SameTape_GivesTheSameBytes() => Assert.Equal(Bytes(), Bytes());

    [Fact]
    public void ToOnnx_OfATrainingTapeOrALoss_SaysWhatToDo()
    {
        using var team = new ThreadTeam(1);
        var training = new Tape(team, isTraining: true);
        Assert.Contains("record another", Assert.Throws<InvalidOperationException>(() => training.ToOnnx("x", [])).Message);
        var tape = new Tape(team);
        var loss = Loss.SquaredError(tape.Input("x", 2), tape.Input("y", 2));
        Assert.Contains(
            "'squared-error' is for training alone",
            Assert.Throws<InvalidOperationException>(() => tape.ToOnnx("x", [("loss", loss)])).Message);
    }

    private static byte[] Bytes()
    {
        var layer = new Gru("layer", 3, 5);
        _ = new Network(4, layer);
        using var team = new ThreadTeam(1);
        var tape = new Tape(team);
        return tape.ToOnnx("gru", [("y", layer.Apply(tape.Input("x", 1, 2, 3)))]);
    }

    /// <summary>Exports at a batch of one, and compares at the given shape.</summary>
    private static void Compare(
        IReadOnlyList<Module> modules, Dimension[] shape, Func<Tape, Tensor, IReadOnlyList<Module>, Tensor> record, double tolerance = 1e-5)
    {
        var network = new Network(11, modules);
        foreach (var parameter in network.Parameters)
        {
            // No start is all zeros or ones then; a variance stays positive.
            GradientCheck.Numbers(parameter.Length, StableHash.Of(parameter.Name)).CopyTo(parameter.Values);
            var scale = parameter.Rank > 1 ? MathF.Sqrt(3f * parameter.Size(-1) / parameter.Length) : 0.5f;
            foreach (ref var value in parameter.Values) value = parameter.Name.EndsWith("variance") ? 1 + value / 2 : value * scale;
        }

        using var team = new ThreadTeam(2);
        var small = new Tape(team);
        var bytes = small.ToOnnx(
            "network", [("y", record(small, small.Input("x", [new Dimension(1, shape[0].Symbol), .. shape[1..]]), modules))]);
        var tape = new Tape(team);
        var x = tape.Input("x", shape);
        var y = record(tape, x, modules);
        GradientCheck.Numbers(x.Length, 5).CopyTo(x.Values);
        tape.Forward();
        using var session = new InferenceSession(bytes);
        using var input = OrtValue.CreateTensorValueFromMemory(x.Values.ToArray(), [.. shape.Select(dimension => (long)dimension.Size)]);
        using var options = new RunOptions();

        using var outputs = session.Run(options, ["x"], [input], ["y"]);

        Assert.Equal(y.Shape.ToArray().Select(dimension => (long)dimension.Size), outputs[0].GetTensorTypeAndShape().Shape);
        AssertSame(y.Values, outputs[0].GetTensorDataAsSpan<float>(), tolerance);
    }

    private static void AssertSame(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], tolerance * Math.Max(1, Math.Abs(expected[i])));
    }
}
