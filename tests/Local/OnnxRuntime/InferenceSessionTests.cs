using System.Buffers;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Mixtape.Local.OnnxRuntime.Tests;

public sealed class InferenceSessionTests : IDisposable
{
    private readonly RunOptions _options = new();

    public void Dispose() => _options.Dispose();

    [Fact]
    public void Constructor_WithOptions_GivesTheSameAsWithout()
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_PARALLEL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            LogId = "a test",
            EnableMemoryPattern = false,
            EnableCpuMemArena = false,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        using var session = new InferenceSession(OnnxModel.Identity(), options);
        using var x = OrtValue.CreateTensorValueFromMemory([1f, 2f], [1, 2]);

        using var outputs = session.Run(_options, ["x"], [x], ["y"]);

        Assert.Equal([1f, 2f], outputs.Single().GetTensorDataAsSpan<float>());
        Assert.Equal((1, 1), (options.IntraOpNumThreads, options.InterOpNumThreads));
        Assert.Equal((false, false), (options.EnableMemoryPattern, options.EnableCpuMemArena));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(60)]
    public void Constructor_TruncatedModel_Throws(int length)
    {
        var exception = Assert.Throws<OnnxRuntimeException>(() => new InferenceSession(OnnxModel.Identity()[..length]));

        Assert.StartsWith("[ErrorCode:", exception.Message);
    }

    [Fact]
    public void Constructor_Garbage_Throws()
    {
        var garbage = new byte[10_000];
        new Random(1).NextBytes(garbage);

        var exception = Assert.Throws<OnnxRuntimeException>(() => new InferenceSession(garbage));

        Assert.Contains("[ErrorCode:InvalidProtobuf]", exception.Message);
    }

    [Fact]
    public void Constructor_UnknownOperator_ThrowsAndNamesIt()
    {
        var x = new OnnxModel.Port("x", TensorElementType.Float, 1);
        var model = OnnxModel.Write([x], [x with { Name = "y" }], new OnnxModel.Node("Frobnicate", ["x"], ["y"]));

        Assert.Contains("Frobnicate", Assert.Throws<OnnxRuntimeException>(() => new InferenceSession(model)).Message);
    }

    [Fact]
    public void Metadata_SaysWhatTheModelSays()
    {
        using var session = new InferenceSession(OnnxModel.Identity());

        Assert.Equal(["x"], session.InputNames);
        Assert.Equal(["y"], session.OutputNames);
        Assert.Equal([-1, 2], session.InputMetadata["x"].Dimensions);
        Assert.Equal(["n", ""], session.OutputMetadata["y"].SymbolicDimensions);
        Assert.True(session.InputMetadata["x"].IsTensor);
        Assert.False(session.InputMetadata["x"].IsString);
        var model = session.ModelMetadata;
        Assert.Equal(("the tests", "a graph"), (model.ProducerName, model.GraphName));
        Assert.Equal(("org.example", "what it is for"), (model.Domain, model.Description));
        Assert.Equal(("what the graph does", 7), (model.GraphDescription, model.Version));
        Assert.Equal([("labels", "rød,blå"), ("rate", "22050")], model.CustomMetadataMap.Select(pair => (pair.Key, pair.Value)).Order());
    }

    [Fact]
    public void Metadata_OfASequence_HasNoElementTypeOfItsOwn()
    {
        using var session = new InferenceSession(Sequence());

        var metadata = session.OutputMetadata["y"];

        Assert.Equal(OnnxValueType.ONNX_TYPE_SEQUENCE, metadata.OnnxValueType);
        Assert.False(metadata.IsTensor);
        Assert.Throws<InvalidOperationException>(() => metadata.Dimensions);
        Assert.Throws<InvalidOperationException>(() => metadata.ElementType);
    }

    [Fact]
    public void Constructor_DimensionBeyondInt_Throws()
    {
        var x = new OnnxModel.Port("x", TensorElementType.Float, 1L << 40);
        var model = OnnxModel.Write([x], [x with { Name = "y" }], new OnnxModel.Node("Identity", ["x"], ["y"]));

        Assert.Contains("1099511627776", Assert.Throws<OnnxRuntimeException>(() => new InferenceSession(model)).Message);
    }

    [Fact]
    public void Run_SequenceOutput_CanBeRead()
    {
        using var session = new InferenceSession(Sequence());
        using var x = OrtValue.CreateTensorValueFromMemory([1f, 2f], [2]);

        using var outputs = session.Run(_options, new Dictionary<string, OrtValue> { ["x"] = x }, ["y"]);

        Assert.Equal(OnnxValueType.ONNX_TYPE_SEQUENCE, outputs[0].OnnxType);
        Assert.Equal(2, outputs[0].GetValueCount());
        using var second = outputs[0].GetValue(1, OrtAllocator.DefaultInstance);
        Assert.Equal([1f, 2f], second.GetTensorDataAsSpan<float>());
        Assert.Throws<OnnxRuntimeException>(() => outputs[0].GetValue(2, OrtAllocator.DefaultInstance));
        Assert.Throws<OnnxRuntimeException>(() => outputs[0].GetTensorTypeAndShape());
    }

    [Fact]
    public void Run_IntoGivenOutputs_FillsThem()
    {
        using var session = new InferenceSession(OnnxModel.Identity());
        var result = new float[4];
        using var x = OrtValue.CreateTensorValueFromMemory([1f, 2f, 3f, 4f], [2, 2]);
        using var y = OrtValue.CreateTensorValueFromMemory(result, [2, 2]);

        session.Run(_options, ["x"], [x], ["y"], [y]);

        Assert.Equal([1f, 2f, 3f, 4f], result);
    }

    [Fact]
    public void Run_IntoOutputOfAnotherShape_Throws()
    {
        using var session = new InferenceSession(OnnxModel.Identity());
        using var x = OrtValue.CreateTensorValueFromMemory([1f, 2f, 3f, 4f], [2, 2]);
        using var y = OrtValue.CreateTensorValueFromMemory(new float[2], [1, 2]);

        Assert.Throws<OnnxRuntimeException>(() => session.Run(_options, ["x"], [x], ["y"], [y]));
    }

    [Fact]
    public void Run_OutputThatIsAnInput_StaysReadableAfterTheInputIsDisposed()
    {
        var x = new OnnxModel.Port("x", TensorElementType.Float, "n");
        using var session = new InferenceSession(OnnxModel.Write([x], [x]));
        using IMemoryOwner<float> owner = new PinCounter([1f, 2f, 3f]);
        var memory = (PinCounter)owner;
        var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, memory.Memory, [3]);

        using (var outputs = session.Run(_options, ["x"], [input], ["x"]))
        {
            input.Dispose();

            Assert.Equal([1f, 2f, 3f], outputs[0].GetTensorDataAsSpan<float>());
            Assert.Equal(1, memory.Pins);
        }
        Assert.Equal(0, memory.Pins);
    }

    [Fact]
    public void Run_UnknownNames_ThrowsAndNamesThoseThereAre()
    {
        using var session = new InferenceSession(OnnxModel.Identity());
        using var x = OrtValue.CreateTensorValueFromMemory([1f, 2f], [1, 2]);

        var input = Assert.Throws<OnnxRuntimeException>(() => session.Run(_options, ["z"], [x], ["y"]));
        var output = Assert.Throws<OnnxRuntimeException>(() => session.Run(_options, ["x"], [x], ["z"]));

        Assert.Equal("[ErrorCode:InvalidArgument] The model has no input 'z'; it has 'x'.", input.Message);
        Assert.Equal("[ErrorCode:InvalidArgument] The model has no output 'z'; it has 'y'.", output.Message);
    }

    [Fact]
    public void Run_WrongTypeShapeOrRank_ThrowsAndNamesTheInput()
    {
        using var session = new InferenceSession(OnnxModel.Identity());
        using var doubles = OrtValue.CreateTensorValueFromMemory([1d, 2d], [1, 2]);
        using var wide = OrtValue.CreateTensorValueFromMemory([1f, 2f, 3f], [1, 3]);
        using var flat = OrtValue.CreateTensorValueFromMemory([1f, 2f], [2]);

        Assert.Contains("double", RunWith(doubles));
        Assert.Contains("Got: 3 Expected: 2", RunWith(wide));
        Assert.Contains("rank", RunWith(flat));

        string RunWith(OrtValue x)
        {
            var message = Assert.Throws<OnnxRuntimeException>(() => session.Run(_options, ["x"], [x], ["y"])).Message;
            Assert.Contains("[ErrorCode:InvalidArgument]", message);
            return message;
        }
    }

    [Fact]
    public void Run_MissingInputOrValue_Throws()
    {
        using var session = new InferenceSession(OnnxModel.Identity());

        Assert.Contains("x", Assert.Throws<OnnxRuntimeException>(() => session.Run(_options, [], Array.Empty<OrtValue>(), ["y"])).Message);
        Assert.Throws<ArgumentException>(() => session.Run(_options, ["x"], Array.Empty<OrtValue>(), ["y"]));
        Assert.Throws<ArgumentException>(() => session.Run(_options, ["x"], [null!], ["y"]));
        Assert.Throws<ArgumentNullException>(() => session.Run(null!, [], Array.Empty<OrtValue>(), ["y"]));
    }

    [Fact]
    public void Run_Terminated_Throws()
    {
        using var session = new InferenceSession(OnnxModel.Identity());
        using var x = OrtValue.CreateTensorValueFromMemory([1f, 2f], [1, 2]);
        _options.LogId = "a run";
        _options.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
        _options.Terminate = true;

        Assert.Contains("terminate", Assert.Throws<OnnxRuntimeException>(() => session.Run(_options, ["x"], [x], ["y"])).Message);

        _options.Terminate = false;
        using var outputs = session.Run(_options, ["x"], [x], ["y"]);
        Assert.Single(outputs);
    }

    private static byte[] Sequence() => OnnxModel.Write(
        [new OnnxModel.Port("x", TensorElementType.Float, "n")],
        [new OnnxModel.Port("y", TensorElementType.Float) { IsSequence = true }],
        new OnnxModel.Node("SequenceConstruct", ["x", "x"], ["y"]));
}
