using System.Text;
using Google.Protobuf;
using Mixtape.Learning.Onnx;
using Mixtape.Learning.Onnx.Format;
using static Mixtape.Learning.Onnx.Format.AttributeProto.Types;

namespace Mixtape.Learning.Tests.Onnx;

public sealed class OnnxModelVerifierTests
{
    private static readonly OnnxLimits _allowingAll = new()
    {
        Allow = OnnxRisks.ControlFlow | OnnxRisks.Random | OnnxRisks.NonTensors | OnnxRisks.Parsers | OnnxRisks.MicrosoftOperators,
    };

    public static TheoryData<string> Hostile => [.. HostileModels.All.Keys];

    public static TheoryData<string> Sizes => [.. HostileSizes.All.Keys];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Verify_Hostile_SaysWhatIsWrong(string name)
    {
        var model = SampleModels.Parsed();
        HostileModels.All[name].Break(model);

        var exception = Assert.Throws<InvalidModelException>(() => OnnxModelVerifier.Verify(model.ToByteArray()));

        Assert.Contains(HostileModels.All[name].Expected, exception.Message);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Verify_HostileSize_IsRefusedAndItsNeighbourFine(string name)
    {
        var (make, hostile, fine, expected) = HostileSizes.All[name];
        foreach (var (number, message) in new[] { (hostile, expected), (fine, null) })
        {
            var model = SampleModels.Parsed();
            make(model, number);
            AssertVerdict(model, OnnxLimits.Default, message);
        }
    }

    [Fact]
    public void Verify_ShapesThatDoNotAgree_AreLeftToOnnxRuntime()
    {
        var (scalar, vector) = (HostileModels.Floats([1]), HostileModels.Floats([1, 2], 2));
        foreach (var (operatorType, inputs, attribute) in new (string, TensorProto[], OnnxAttribute)[]
        {
            ("Conv", [HostileModels.Floats([1], 1, 1, 1), scalar], OnnxAttribute.Integers("kernel_shape", 1)),
            ("ConvTranspose", [HostileModels.Floats([1], 1, 1, 1), scalar], OnnxAttribute.Integers("kernel_shape", 1)),
            ("MaxPool", [scalar], OnnxAttribute.Integers("kernel_shape", 1)),
            ("Transpose", [vector], OnnxAttribute.Integers("perm", 7)),
            ("Concat", [vector, scalar], OnnxAttribute.Integer("axis", 0)),
            ("Concat", [scalar, scalar], OnnxAttribute.Integer("axis", 0)),
            ("Squeeze", [scalar, HostileModels.Longs([3], 1)], OnnxAttribute.Integer("ignored", 0)),
            ("Unsqueeze", [scalar, HostileModels.Longs([0, 0, -1], 3)], OnnxAttribute.Integer("ignored", 0)),
            ("Reshape", [scalar, HostileModels.Longs([-1, 0, -1], 3)], OnnxAttribute.Integer("ignored", 0)),
            ("Slice", [vector, HostileModels.Longs([long.MinValue], 1), HostileModels.Longs([], 0)], OnnxAttribute.Integer("ignored", 0)),
            ("STFT", [scalar, HostileModels.Longs([1])], OnnxAttribute.Integer("onesided", 0)),
        })
        {
            var model = SampleModels.Parsed();
            HostileModels.Shaped(model, operatorType, [.. inputs.Select(input => input.Clone())], attribute);
            AssertVerdict(model, OnnxLimits.Default, null);
        }
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\u0089PNG\r\n\u001a\n", "no ONNX file")]
    [InlineData("PK\u0003\u0004", "no ONNX file")]
    [InlineData("{\"model\": 1}", "no ONNX file")]
    [InlineData("\u007fELF\u0002", "no ONNX file")]
    public void Verify_OtherFiles_AreRefused(string text, string expected)
    {
        var exception = Assert.Throws<InvalidModelException>(() => OnnxModelVerifier.Verify(Encoding.Latin1.GetBytes(text)));

        Assert.Contains(expected, exception.Message);
    }

    [Theory]
    [InlineData(new byte[] { 0 }, "no field 0")]
    [InlineData(new byte[] { 0x90, 0x03, 0x01 }, "no field 50")]
    [InlineData(new byte[] { 0x08, 0x08 }, "'ir_version' stands twice")]
    [InlineData(new byte[] { 0x12, 0x00 }, "'producer_name' stands twice")]
    [InlineData(new byte[] { 0x1A, 0x05, 0x41 }, "longer than what holds it")]
    [InlineData(new byte[] { 0x1A, 0x02, 0xC3, 0x28 }, "not UTF-8")]
    [InlineData(new byte[] { 0x1B, 0x1C }, "wire type 3")]
    [InlineData(new byte[] { 0x1A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 }, "longer than what holds it")]
    [InlineData(new byte[] { 0x28, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 }, "longer than 10 bytes")]
    [InlineData(new byte[] { 0x28 }, "end inside a number")]
    public void Verify_TrailingGarbage_IsRefused(byte[] garbage, string expected)
    {
        byte[] bytes = [.. SampleModels.Layer().ToBytes(), .. garbage];

        Assert.Contains(expected, Assert.Throws<InvalidModelException>(() => OnnxModelVerifier.Verify(bytes)).Message);
    }

    [Fact]
    public void Verify_NestedMessages_AreRefusedBeforeTheyAreParsed()
    {
        // A sequence of sequences of ...: each level is two bytes more.
        var type = SampleModels.Parsed().Graph.Input[0].Type;
        for (var depth = 0; depth < 2_000; depth++)
            type = new TypeProto { SequenceType = new TypeProto.Types.Sequence { ElemType = type } };
        var model = SampleModels.Parsed();
        model.Graph.Input[0].Type = type;

        AssertVerdict(model, _allowingAll, "more than 64 deep");
    }

    [Theory]
    [InlineData(4, null)]
    [InlineData(5, "stands 5 deep")]
    [InlineData(40, "deep")]
    public void Verify_NestedGraphs_AreRefusedAtTheLimit(int depth, string? expected)
    {
        var model = SampleModels.Parsed();
        var graph = model.Graph;
        for (var level = 1; level <= depth; level++)
        {
            var inner = new GraphProto
            {
                Name = $"level {level}",
                Node = { new NodeProto { OpType = "Identity", Input = { "scores" }, Output = { $"value {level}" } } },
                Output = { new ValueInfoProto { Name = $"value {level}" } },
            };
            graph.Node.Add(new NodeProto
            {
                OpType = "If",
                Input = { "scores" },
                Output = { $"if {level}" },
                Attribute = { new AttributeProto { Name = "then_branch", Type = AttributeType.Graph, G = inner } },
            });
            graph = inner;
        }

        AssertVerdict(model, _allowingAll, expected);
    }

    [Fact]
    public void Verify_NestedGraph_IsHeldToTheSameRules()
    {
        string[] rules = ["cycle", "unknown operator", "external data", "initializer of two gigabytes", "external data in an attribute"];
        foreach (var name in rules)
        {
            var inner = SampleModels.Parsed();
            HostileModels.All[name].Break(inner);
            AssertVerdict(Nest(inner), _allowingAll, HostileModels.All[name].Expected);
        }

        AssertVerdict(Nest(SampleModels.Parsed()), _allowingAll, null);
        var hiding = SampleModels.Parsed();
        hiding.Graph.Node[1].Output.Add("outer");
        AssertVerdict(Nest(hiding), _allowingAll, "made already");

        static ModelProto Nest(ModelProto inner)
        {
            var outer = SampleModels.Parsed();
            var input = outer.Graph.Input[0].Clone();
            input.Name = "outer";
            outer.Graph = new GraphProto
            {
                Input = { input },
                Node =
                {
                    new NodeProto
                    {
                        OpType = "If", Input = { "outer" }, Output = { "result" },
                        Attribute = { new AttributeProto { Name = "then_branch", Type = AttributeType.Graph, G = inner.Graph } },
                    },
                },
                Output = { new ValueInfoProto { Name = "result", Type = input.Type.Clone() } },
            };
            return outer;
        }
    }

    [Fact]
    public void Verify_WhatLimitsAllow_IsFine()
    {
        foreach (var (name, limits) in new (string, OnnxLimits)[]
        {
            ("operator set too old", new() { MinimumOpset = 6 }),
            ("microsoft domain", new() { Allow = OnnxRisks.MicrosoftOperators }),
            ("random operator", new() { Allow = OnnxRisks.Random }),
            ("image decoder", new() { Allow = OnnxRisks.Parsers }),
            ("loop", new() { Allow = OnnxRisks.ControlFlow }),
            ("input that is a sequence", new() { Allow = OnnxRisks.NonTensors }),
            ("declared input of two gigabytes", new() { MaximumElements = 1L << 31 }),
            ("filled tensor of gigabytes", new() { MaximumElements = 1L << 31 }),
            ("name of a megabyte", new() { MaximumNameBytes = 1 << 20 }),
            ("documentation of three megabytes", new() { MaximumTextBytes = 3 << 20 }),
        })
        {
            var model = SampleModels.Parsed();
            HostileModels.All[name].Break(model);
            AssertVerdict(model, limits, null);
        }
    }

    [Fact]
    public void Verify_AboveALimit_NamesIt()
    {
        var model = SampleModels.Parsed();
        foreach (var limits in new OnnxLimits[]
        {
            new() { MaximumBytes = 100 }, new() { MaximumElements = 5 }, new() { MaximumTotalElements = 7 }, new() { MaximumNodes = 1 },
            new() { MaximumParts = 20 }, new() { MaximumLooseNumbers = 2 }, new() { MaximumNameBytes = 5 },
        })
        {
            var limit = typeof(OnnxLimits).GetProperties().Single(property =>
                property.Name.StartsWith("Maximum", StringComparison.Ordinal)
                && !Equals(property.GetValue(limits), property.GetValue(OnnxLimits.Default)));
            AssertVerdict(model, limits, limit.Name);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => new OnnxLimits { MaximumNodes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new OnnxLimits { MaximumElements = long.MaxValue });
    }

    [Fact]
    public void Verify_MillionsOfTinyParts_AreRefusedBeforeTheyTakeMemory()
    {
        // 8 million empty nodes in 16 MB would be a gigabyte of objects.
        var nodes = new byte[16 << 20];
        for (var i = 0; i < nodes.Length; i += 2) nodes[i] = 0x0A;
        var file = new MemoryStream();
        using (var output = new CodedOutputStream(file, leaveOpen: true))
        {
            output.WriteTag(7, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(UnsafeByteOperations.UnsafeWrap(nodes));
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var exception = Assert.Throws<InvalidModelException>(() => OnnxModelVerifier.Verify(file.GetBuffer().AsSpan(0, (int)file.Length)));

        Assert.Contains("MaximumParts", exception.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Verify_InputWithInitializer_IsNoInputOfARun()
    {
        var model = SampleModels.Parsed();
        var weights = model.Graph.Input[0].Clone();
        weights.Name = "weights";
        model.Graph.Input.Add(weights);

        Assert.Equal(["features"], OnnxModelVerifier.Verify(model.ToByteArray()).Inputs.Select(input => input.Name));
    }

    [Fact]
    public void Verify_EachWayToStoreATensor_IsFine()
    {
        var model = SampleModels.Parsed();
        model.Graph.Initializer.Add(
        [
            new TensorProto { Name = "floats", DataType = 1, Dims = { 2 }, FloatData = { 1, 2 } },
            new TensorProto { Name = "bytes", DataType = 2, Dims = { 2 }, Int32Data = { 1, 2 } },
            new TensorProto { Name = "text", DataType = 8, Dims = { 1 }, StringData = { ByteString.CopyFromUtf8("four") } },
            new TensorProto { Name = "longs", DataType = 7, Int64Data = { 1 } },
            new TensorProto { Name = "doubles", DataType = 11, Dims = { 1 }, DoubleData = { 1 } },
            new TensorProto { Name = "unsigned", DataType = 13, Dims = { 1 }, Uint64Data = { 1 } },
            new TensorProto { Name = "complex", DataType = 14, Dims = { 1 }, FloatData = { 1, 2 } },
            new TensorProto { Name = "nibbles", DataType = 21, Dims = { 3 }, RawData = ByteString.CopyFrom(1, 2) },
            new TensorProto { Name = "none", DataType = 1, Dims = { 0, 5 } },
        ]);
        HostileModels.Sparse(model, HostileModels.Longs([1, 0], 1, 2), 2, 2);

        var summary = OnnxModelVerifier.Verify(model.ToByteArray());

        Assert.Equal(8 + 2 + 2 + 1 + 1 + 1 + 1 + 1 + 3 + 0 + 1, summary.Parameters);
        Assert.Equal(32 + 8 + 2 + 4 + 8 + 8 + 8 + 8 + 2 + 0 + 4, summary.ParameterBytes);
    }

    private static void AssertVerdict(ModelProto model, OnnxLimits limits, string? expected)
    {
        var exception = Record.Exception(() => OnnxModelVerifier.Verify(model.ToByteArray(), limits));
        if (expected is null) Assert.Null(exception);
        else Assert.Contains(expected, Assert.IsType<InvalidModelException>(exception).Message);
    }
}
