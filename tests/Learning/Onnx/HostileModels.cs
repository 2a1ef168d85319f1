using Google.Protobuf;
using Mixtape.Learning.Onnx;
using Mixtape.Learning.Onnx.Format;
using static Mixtape.Learning.Onnx.Format.AttributeProto.Types;

namespace Mixtape.Learning.Tests.Onnx;

/// <summary>Models that must be refused, each named after what it does to a valid one, with what its refusal must say.</summary>
internal static class HostileModels
{
    private const string TooLarge = "more than 67108864 elements";

    public static readonly Dictionary<string, (Action<ModelProto> Break, string Expected)> All = new()
    {
        ["ir version of the future"] = (model => model.IrVersion = 11, "IR version 11"),
        ["ir version missing"] = (model => model.ClearIrVersion(), "IR version 0"),
        ["operator set of the future"] = (model => model.OpsetImport[0].Version = 22, "version 22 of the operators"),
        ["operator set too old"] = (model => model.OpsetImport[0].Version = 6, "version 6 of the operators"),
        ["operator set missing"] = (model => model.OpsetImport.Clear(), "which set of standard operators"),
        ["operator set twice"] = (model => model.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx", Version = 17 }), "twice"),
        ["unknown domain"] = (model => model.OpsetImport.Add(new OperatorSetIdProto { Domain = "evil", Version = 1 }), "domain 'evil'"),
        ["microsoft domain"] =
            (model => model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 }), "allow MicrosoftOperators"),
        ["domain not imported"] = (model => model.Graph.Node[0].Domain = "ai.onnx.ml", "does not import"),
        ["functions"] = (model => model.Functions.Add(ByteString.Empty), "functions of its own"),
        ["training"] = (model => model.TrainingInfo.Add(ByteString.Empty), "training"),
        ["metadata twice"] = (model =>
        {
            model.MetadataProps.Add(new StringStringEntryProto { Key = "k", Value = "1" });
            model.MetadataProps.Add(new StringStringEntryProto { Key = "k", Value = "2" });
        }, "metadata 'k' twice"),
        ["no graph"] = (model => model.Graph = null, "no graph"),
        ["no output"] = (model => model.Graph.Output.Clear(), "no output"),

        ["unknown operator"] = (model => model.Graph.Node[0].OpType = "Exec", "no operator of the standard"),
        ["operator without a name"] = (model => model.Graph.Node[0].ClearOpType(), "no operator of the standard"),
        ["operator of a later set"] = (model => model.Graph.Node[1].OpType = "Mish", "new in operator set 18"),
        ["withdrawn operator"] = (model => model.Graph.Node[1].OpType = "Upsample", "withdrawn"),
        ["random operator"] = (model => model.Graph.Node[1].OpType = "Bernoulli", "refused as Random"),
        ["image decoder"] = (model =>
        {
            model.OpsetImport[0].Version = 20;
            model.Graph.Node[1].OpType = "ImageDecoder";
        }, "refused as Parsers"),
        ["loop"] = (model => model.Graph.Node[1].OpType = "Loop", "refused as ControlFlow"),
        ["function overload"] = (model => model.Graph.Node[1].Overload = "x", "overload"),

        ["cycle"] = (model => model.Graph.Node[0].Input[0] = "scores", "a cycle or a wrong order"),
        ["node that reads itself"] = (model => model.Graph.Node[0].Input[0] = "affine", "a cycle or a wrong order"),
        ["wrong order"] =
            (model => (model.Graph.Node[0], model.Graph.Node[1]) = (model.Graph.Node[1], model.Graph.Node[0]), "a cycle or a wrong order"),
        ["unknown input"] = (model => model.Graph.Node[0].Input[0] = "ghost", "which nothing makes"),
        ["value made twice"] = (model => model.Graph.Node[1].Output.Add("affine"), "made already"),
        ["value that hides an input"] = (model => model.Graph.Node[1].Output.Add("features"), "made already"),
        ["value that hides an initializer"] = (model => model.Graph.Node[1].Output.Add("weights"), "made already"),
        ["node without output"] =
            (model => model.Graph.Node.Add(new NodeProto { OpType = "Relu", Input = { "features" } }), "makes nothing"),
        ["unknown output"] = (model => model.Graph.Output[0].Name = "ghost", "made by nothing"),
        ["output twice"] = (model => model.Graph.Output.Add(model.Graph.Output[0].Clone()), "stands twice"),
        ["input twice"] = (model => model.Graph.Input.Add(model.Graph.Input[0].Clone()), "made already"),
        ["input without a name"] =
            (model => model.Graph.Input.Add(new ValueInfoProto { Type = model.Graph.Input[0].Type.Clone() }), "without a name"),
        ["input without a type"] = (model => model.Graph.Input[0].Type = null, "has no type"),
        ["input of an unknown type"] = (model => model.Graph.Input[0].Type.TensorType.ElemType = 99, "element type 99"),
        ["input with half a type"] =
            (model => model.Graph.Input[0].Type = new TypeProto { SequenceType = new TypeProto.Types.Sequence() }, "half a type"),
        ["input that is a sequence"] = (model => model.Graph.Input[0].Type = new TypeProto
        {
            SequenceType = new TypeProto.Types.Sequence { ElemType = model.Graph.Input[0].Type.Clone() },
        }, "no dense tensor"),
        ["value described twice"] = (model =>
        {
            model.Graph.ValueInfo.Add(new ValueInfoProto { Name = "affine" });
            model.Graph.ValueInfo.Add(new ValueInfoProto { Name = "affine" });
        }, "'affine' twice"),

        ["initializer twice"] = (model => model.Graph.Initializer.Add(model.Graph.Initializer[0].Clone()), "stands twice"),
        ["initializer without a name"] = (model => model.Graph.Initializer[0].ClearName(), "has no name"),
        ["initializer that is no input in an old file"] = (model => model.IrVersion = 3, "is no input"),
        ["initializer with negative dimension"] = (model => model.Graph.Initializer[0].Dims[0] = -3, "dimension -3"),
        ["initializer of two gigabytes"] = (model => model.Graph.Initializer[0].Dims[0] = 1 << 28, TooLarge),
        ["initializer whose size overflows"] = (model => model.Graph.Initializer[0].Dims.Add([long.MaxValue, 2, long.MaxValue]), TooLarge),
        ["initializer whose overflow hides behind a zero"] =
            (model => model.Graph.Initializer[0].Dims.Add([0, long.MaxValue, long.MaxValue]), TooLarge),
        ["initializer of 33 dimensions"] = (model => model.Graph.Initializer[0].Dims.Add(new long[31]), "33 dimensions"),
        ["initializer longer than its data"] = (model => model.Graph.Initializer[0].Dims[0] = 4, "takes 32 bytes, but holds 24"),
        ["initializer shorter than its data"] = (model => model.Graph.Initializer[0].Dims[0] = 2, "takes 16 bytes, but holds 24"),
        ["initializer without data"] = (model => model.Graph.Initializer[0].ClearRawData(), "takes 6 entries, but holds 0"),
        ["initializer with data in two fields"] = (model => model.Graph.Initializer[0].FloatData.Add(1), "more than one field"),
        ["initializer with another type's data"] = (model =>
        {
            model.Graph.Initializer[1].ClearRawData();
            model.Graph.Initializer[1].Int64Data.Add([1, 2]);
        }, "another type's"),
        ["initializer of an unknown type"] = (model => model.Graph.Initializer[0].DataType = 23, "element type 23"),
        ["initializer of no type"] = (model => model.Graph.Initializer[0].ClearDataType(), "element type 0"),
        ["initializer of raw text"] = (model => model.Graph.Initializer[0].DataType = (int)OnnxElementType.String, "text as raw data"),
        ["initializer in segments"] =
            (model => model.Graph.Initializer[0].Segment = new TensorProto.Types.Segment { Begin = 0 }, "one segment"),
        ["external data"] = (model => External(model.Graph.Initializer[0], "weights.bin"), "another file"),
        ["external data above the folder"] = (model => External(model.Graph.Initializer[0], "../../etc/passwd"), "another file"),
        ["external location without data"] =
            (model => model.Graph.Initializer[0].DataLocation = TensorProto.Types.DataLocation.External, "another file"),
        ["external data in an attribute"] = (model => Attribute(model, new AttributeProto
        {
            Name = "value",
            Type = AttributeType.Tensor,
            T = Outside(),
        }), "another file"),
        ["external data in a list of an attribute"] = (model => Attribute(model, new AttributeProto
        {
            Name = "values",
            Type = AttributeType.Tensors,
            Tensors = { Outside() },
        }), "another file"),
        ["external data in sparse values"] = (model => model.Graph.SparseInitializer.Add(new SparseTensorProto
        {
            Values = Outside(),
            Indices = Longs([0], 1),
            Dims = { 4 },
        }), "another file"),
        ["external data in sparse indices"] = (model => model.Graph.SparseInitializer.Add(new SparseTensorProto
        {
            Values = Floats([1], 1),
            Indices = Outside(),
            Dims = { 4 },
        }), "another file"),
        ["external data in a sparse attribute"] = (model => Attribute(model, new AttributeProto
        {
            Name = "sparse_value",
            Type = AttributeType.SparseTensor,
            SparseTensor = new SparseTensorProto { Values = Outside(), Indices = Longs([0], 1), Dims = { 4 } },
        }), "another file"),
        ["sparse initializer without indices"] =
            (model => model.Graph.SparseInitializer.Add(new SparseTensorProto { Values = Floats([1], 1) }), "lacks its values or indices"),
        ["sparse index outside"] = (model => Sparse(model, Longs([4], 1), 4), "index of 4 outside"),
        ["sparse index negative"] = (model => Sparse(model, Longs([0, -1], 1, 2), 2, 2), "index of -1 outside"),
        ["sparse indices too few"] = (model => Sparse(model, Longs([], 0), 4), "do not fit"),
        ["sparse initializer of gigabytes"] = (model => Sparse(model, Longs([0], 1), 1 << 30), TooLarge),

        ["declared input of two gigabytes"] = (model => Dimension(model, 0).DimValue = 1 << 29, TooLarge),
        ["declared input that overflows"] = (model => Dimension(model, 0).DimValue = long.MaxValue, TooLarge),
        ["declared input of negative size"] = (model => Dimension(model, 0).DimValue = -1, "dimension -1"),
        ["declared value of two gigabytes"] = (model =>
        {
            Dimension(model, 0).DimValue = 1 << 29;
            model.Graph.ValueInfo.Add(new ValueInfoProto { Name = "affine", Type = model.Graph.Input[0].Type.Clone() });
            Dimension(model, 0).DimValue = 1;
        }, "value 'affine'"),
        ["declared output of two gigabytes"] =
            (model => model.Graph.Output[0].Type.TensorType.Shape.Dim[0].DimValue = 1 << 29, "output 'scores'"),

        ["filled tensor of gigabytes"] = (model => Shaped(model, "ConstantOfShape", [Longs([1 << 15, 1 << 15], 2)]), TooLarge),
        ["filled tensor of negative size"] = (model => Shaped(model, "ConstantOfShape", [Longs([-1], 1)]), "dimension -1"),
        ["expanded tensor of gigabytes"] =
            (model => Shaped(model, "Expand", [Floats([1], 1), Longs([1 << 20, 1 << 20], 2)]), TooLarge),
        ["expanded tensor of gigabytes across axes"] =
            (model => Shaped(model, "Expand", [Floats(new float[1 << 14], 1 << 14, 1), Longs([1 << 14], 1)]), TooLarge),
        ["tiled tensor of gigabytes"] =
            (model => Shaped(model, "Tile", [Floats(new float[64], 64), Longs([1 << 21], 1)]), TooLarge),
        ["reshaped tensor of gigabytes"] =
            (model => Shaped(model, "Reshape", [Floats([1], 1), Longs([-1, 0, 1L << 40], 3)]), TooLarge),
        ["reshaped tensor of negative size"] = (model => Shaped(model, "Reshape", [Floats([1], 1), Longs([-2], 1)]), "dimension -2"),
        ["resized tensor of gigabytes"] =
            (model => Shaped(model, "Resize", [Floats([1], 1), null, null, Longs([1L << 31], 1)]), TooLarge),
        ["scaled tensor of gigabytes"] =
            (model => Shaped(model, "Resize", [Floats([1, 2], 2), null, Floats([1e9f], 1)]), TooLarge),
        ["scale that is no number"] = (model => Shaped(model, "Resize", [Floats([1], 1), null, Floats([float.NaN], 1)]), "above 0"),
        ["range of billions"] = (model => Shaped(model, "Range", [Longs([0]), Longs([1L << 40]), Longs([1])]), TooLarge),
        ["range without end"] = (model => Shaped(model, "Range", [Longs([0]), Longs([9]), Longs([0])]), "steps by 0"),
        ["range that is no number"] =
            (model => Shaped(model, "Range", [Floats([0]), Floats([float.NaN]), Floats([1])]), TooLarge),
        ["padded tensor of gigabytes"] =
            (model => Shaped(model, "Pad", [Floats([1], 1), Longs([1L << 40, 1], 2)]), TooLarge),
        ["padded in odd ways"] = (model => Shaped(model, "Pad", [Floats([1], 1), Longs([1, 1, 1], 3)]), "come in pairs"),
        ["one-hot of gigabytes"] =
            (model => Shaped(model, "OneHot", [Longs(new long[8], 8), Longs([1 << 30]), Floats([0, 1], 2)]), TooLarge),
        ["window of gigabytes"] = (model => Shaped(model, "HannWindow", [Longs([1L << 40])]), TooLarge),
        ["mel matrix of gigabytes"] =
            (model => Shaped(model, "MelWeightMatrix", [Longs([1 << 20]), Longs([1 << 20])]), TooLarge),
        ["kernel of gigabytes"] = (model => Attribute(model, new AttributeProto
        {
            Name = "kernel_shape",
            Type = AttributeType.Ints,
            Ints = { 1 << 20, 1 << 20 },
        }), TooLarge),
        ["pads of gigabytes"] = (model => Attribute(model, new AttributeProto
        {
            Name = "pads",
            Type = AttributeType.Ints,
            Ints = { 1 << 30 },
        }), TooLarge),
        ["tile of a tile"] = (model =>
        {
            Shaped(model, "Tile", [Floats([1], 1), Longs([1 << 20], 1)]);
            var again = model.Graph.Node[^1].Clone();
            again.Input[0] = again.Output[0];
            again.Output[0] = "again";
            model.Graph.Node.Add(again);
        }, TooLarge),

        ["attribute twice"] = (model => Attribute(model, model.Graph.Node[0].Attribute[0].Clone()), "'alpha' twice"),
        ["attribute without a name"] = (model => model.Graph.Node[0].Attribute[0].ClearName(), "without a name"),
        ["attribute without a type"] = (model => model.Graph.Node[0].Attribute[0].ClearType(), "Undefined"),
        ["attribute of another type"] = (model => model.Graph.Node[0].Attribute[0].Type = AttributeType.Int, "does not hold what its type"),
        ["attribute of two values"] = (model => model.Graph.Node[0].Attribute[0].Ints.Add(1), "does not hold what its type"),
        ["attribute without its tensor"] =
            (model => Attribute(model, new AttributeProto { Name = "value", Type = AttributeType.Tensor }), "does not hold what its type"),
        ["attribute of a function"] = (model => model.Graph.Node[0].Attribute[0].RefAttrName = "x", "of a function"),
        ["graph in a node that takes none"] = (model => Attribute(model, new AttributeProto
        {
            Name = "body",
            Type = AttributeType.Graph,
            G = new GraphProto(),
        }), "control flow alone"),
        ["constant of two values"] = (model => model.Graph.Node.Add(new NodeProto
        {
            OpType = "Constant",
            Output = { "c" },
            Attribute =
            {
                new AttributeProto { Name = "value_int", Type = AttributeType.Int, I = 1 },
                new AttributeProto { Name = "value_float", Type = AttributeType.Float, F = 1 },
            },
        }), "one attribute"),

        ["name of a megabyte"] = (model => model.Graph.Name = new string('x', 1 << 20), "'name' is 1048576 bytes"),
        ["documentation of three megabytes"] = (model => model.DocString = new string('x', 3 << 20), "MaximumTextBytes"),
        ["name that forges a line"] = (model => model.Graph.Node[0].Name = "a\nerror: b", "control character"),
    };

    private static TensorShapeProto.Types.Dimension Dimension(ModelProto model, int axis) =>
        model.Graph.Input[0].Type.TensorType.Shape.Dim[axis];

    private static void Attribute(ModelProto model, AttributeProto attribute) => model.Graph.Node[0].Attribute.Add(attribute);

    public static void Sparse(ModelProto model, TensorProto indices, params ReadOnlySpan<long> shape)
    {
        var values = Floats([1], 1);
        values.Name = "sparse";
        model.Graph.SparseInitializer.Add(new SparseTensorProto { Values = values, Indices = indices, Dims = { shape.ToArray() } });
    }

    /// <summary>Adds a node that reads constants; null leaves an input out.</summary>
    public static void Shaped(
        ModelProto model, string operatorType, TensorProto?[] inputs, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        var node = new NodeProto { OpType = operatorType, Output = { "shaped" } };
        foreach (var attribute in attributes) node.Attribute.Add(attribute.ToProto());
        for (var i = 0; i < inputs.Length; i++)
        {
            node.Input.Add(inputs[i] is null ? "" : $"argument {i}");
            if (inputs[i] is not { } tensor) continue;
            tensor.Name = $"argument {i}";
            model.Graph.Initializer.Add(tensor);
        }

        model.Graph.Node.Add(node);
    }

    private static void External(TensorProto tensor, string location)
    {
        tensor.ClearRawData();
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
    }

    private static TensorProto Outside()
    {
        var tensor = Floats([1], 1);
        tensor.Name = "outside";
        External(tensor, "../secret");
        return tensor;
    }

    public static TensorProto Floats(float[] values, params ReadOnlySpan<int> shape) => OnnxTensorWriter.Write("", values, shape);

    public static TensorProto Longs(long[] values, params ReadOnlySpan<int> shape) => OnnxTensorWriter.Write("", values, shape);
}
