using Mixtape.Learning.Onnx;
using Mixtape.Learning.Onnx.Format;

namespace Mixtape.Learning.Tests.Onnx;

public sealed class OnnxGraphTests
{
    [Fact]
    public void ToBytes_OfALayer_ReadsBackAsItself()
    {
        var graph = SampleModels.Layer();
        graph.Metadata("source", "a test");

        var summary = OnnxModelVerifier.Verify(graph.ToBytes());

        Assert.Equal([new OnnxValue("features", OnnxElementType.Float, ["batch", 3])], summary.Inputs);
        Assert.Equal([new OnnxValue("scores", OnnxElementType.Float, ["batch", 2])], summary.Outputs);
        Assert.Equal((OnnxGraph.Opset, OnnxGraph.IrVersion, OnnxGraph.Producer), (summary.Opset, summary.IrVersion, summary.Producer));
        Assert.Equal(new Dictionary<string, int> { ["Gemm"] = 1, ["Relu"] = 1 }, summary.Operators);
        Assert.Equal((8, 32), (summary.Parameters, summary.ParameterBytes));
        Assert.Equal("a test", summary.Metadata["source"]);
    }

    [Fact]
    public void ToBytes_SameCalls_SameBytes() => Assert.Equal(SampleModels.Layer().ToBytes(), SampleModels.Layer().ToBytes());

    [Fact]
    public void ToBytes_Twice_DoesNotChangeTheGraph()
    {
        var graph = SampleModels.Layer();

        Assert.Equal(graph.ToBytes(), graph.ToBytes());
    }

    [Fact]
    public void Constant_Values_StandLittleEndianInRawData()
    {
        var graph = new OnnxGraph("constants");
        graph.Constant("floats", [1f, -2.5f], 2, 1);
        graph.Constant("scalar", [3f]);
        graph.Constant("numbers", [-1L, 256L], 2);
        graph.Output("floats", OnnxElementType.Float, 2, 1);

        var initializers = ModelProto.Parser.ParseFrom(graph.ToBytes()).Graph.Initializer;

        Assert.Equal([2, 1], initializers[0].Dims);
        Assert.Equal([0, 0, 0x80, 0x3F, 0, 0, 0x20, 0xC0], initializers[0].RawData.ToByteArray());
        Assert.Empty(initializers[1].Dims);
        Assert.Equal([255, 255, 255, 255, 255, 255, 255, 255, 0, 1, 0, 0, 0, 0, 0, 0], initializers[2].RawData.ToByteArray());
    }

    [Fact]
    public void Add_EachKindOfAttribute_IsWritten()
    {
        var graph = new OnnxGraph("attributes");
        var x = graph.Input("x", OnnxElementType.Float, 1, 1, 8, 8);
        var node = graph.Add("Conv", [x, graph.Constant("w", new float[9], 1, 1, 3, 3)], null,
            OnnxAttribute.Integers("pads", 1, 1, 1, 1), OnnxAttribute.Integer("group", 1), OnnxAttribute.Text("auto_pad", "NOTSET"));
        var shape = graph.Constant("shape", [2L, 2L], 2);
        var filled = graph.Add("ConstantOfShape", [shape], null, OnnxAttribute.Tensor("value", [1.5f], 1));
        graph.AddTo(["seven", "eight"], "Split", [graph.Add("Constant", [], "both", OnnxAttribute.Floats("value_floats", 7, 8))]);
        graph.Output(node, OnnxElementType.Float, 1, 1, 8, 8);
        graph.Output(filled, OnnxElementType.Float, 2, 2);

        var attributes = ModelProto.Parser.ParseFrom(graph.ToBytes()).Graph.Node
            .SelectMany(each => each.Attribute).ToDictionary(each => each.Name);

        Assert.Equal([1, 1, 1, 1], attributes["pads"].Ints);
        Assert.Equal(1, attributes["group"].I);
        Assert.Equal("NOTSET", attributes["auto_pad"].S.ToStringUtf8());
        Assert.Equal([1], attributes["value"].T.Dims);
        Assert.Equal([7, 8], attributes["value_floats"].Floats);
    }

    [Fact]
    public void Add_NamesThatAreTaken_GetANumber()
    {
        var graph = new OnnxGraph("names");
        var x = graph.Input("x", OnnxElementType.Float, 1);

        Assert.Equal("Relu", graph.Add("Relu", [x]));
        Assert.Equal("Relu_2", graph.Add("Relu", [x]));
        Assert.Equal("Relu_2_2", graph.Add("Relu", [x], "Relu_2"));
        Assert.Equal("Relu_3", graph.Add("Relu", [x]));
        Assert.Equal("x_2", graph.Add("Relu", [x], "x"));
    }

    [Fact]
    public void Add_OptionalInput_MayBeLeftOut()
    {
        var graph = new OnnxGraph("optional");
        var x = graph.Input("x", OnnxElementType.Float, 1);
        graph.Output(graph.Add("Clip", [x, "", graph.Constant("most", [6f])]), OnnxElementType.Float, 1);

        Assert.Equal(1, OnnxModelVerifier.Verify(graph.ToBytes()).Operators["Clip"]);
    }

    [Fact]
    public void Calls_ThatMakeNoSense_SayTheRemedy()
    {
        var graph = new OnnxGraph("wrong");
        var x = graph.Input("x", OnnxElementType.Float, 1);
        graph.Output(x, OnnxElementType.Float, 1);
        graph.Metadata("key", "value");

        AssertRefused("use another name", () => graph.Input("x", OnnxElementType.Float));
        AssertRefused("use another name", () => graph.Constant("x", [1f]));
        AssertRefused("use another name", () => graph.AddTo(["x"], "Relu", [x]));
        AssertRefused("use another name", () => graph.AddTo(["new", "x"], "Split", [x]));
        AssertRefused("makes it before", () => graph.Add("Relu", ["new"]));
        AssertRefused("name each differently", () => graph.AddTo(["new", "new"], "Split", [x]));
        AssertRefused("makes it before", () => graph.Add("Relu", ["y"]));
        AssertRefused("makes it before", () => graph.Output("y", OnnxElementType.Float));
        AssertRefused("name each output once", () => graph.Output("x", OnnxElementType.Float));
        AssertRefused("name at least one", () => graph.AddTo([""], "Relu", [x]));
        AssertRefused("no operator of the standard", () => graph.Add("Rleu", [x]));
        AssertRefused("new in operator set 20", () => graph.Add("Gelu", [x]));
        AssertRefused("withdrawn", () => graph.Add("Upsample", [x]));
        AssertRefused("ControlFlow", () => graph.Add("If", [x]));
        AssertRefused("takes 6", () => graph.Constant("c", [1f, 2f], 2, 3));
        AssertRefused("use another key", () => graph.Metadata("key", "other"));
        AssertRefused("negative", () => graph.Constant("c", [1f], -1));
        AssertRefused("negative", () => OnnxDimension.Fixed(-1));
    }

    [Fact]
    public void ToBytes_WithoutAnOutput_IsRefused()
    {
        var graph = new OnnxGraph("nothing");
        graph.Input("x", OnnxElementType.Float, 1);

        Assert.Contains("no output", Assert.Throws<InvalidModelException>(graph.ToBytes).Message);
    }

    [Fact]
    public void ToBytes_AttributeTwice_IsRefused()
    {
        var graph = new OnnxGraph("twice");
        var x = graph.Input("x", OnnxElementType.Float, 1);
        var y = graph.Add("Softmax", [x], null, OnnxAttribute.Integer("axis", 0), OnnxAttribute.Integer("axis", 1));
        graph.Output(y, OnnxElementType.Float, 1);

        Assert.Contains("'axis' twice", Assert.Throws<InvalidModelException>(graph.ToBytes).Message);
    }

    private static void AssertRefused(string remedy, Action call) =>
        Assert.Contains(remedy, Assert.ThrowsAny<ArgumentException>(call).Message);
}
