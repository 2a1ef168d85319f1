using Mixtape.Learning.Onnx;
using Mixtape.Learning.Onnx.Format;
using static Mixtape.Learning.Onnx.OnnxAttribute;
using static Mixtape.Learning.Tests.Onnx.HostileModels;

namespace Mixtape.Learning.Tests.Onnx;

/// <summary>
/// Models with one number that ends ONNX Runtime's process when it loads or first runs them, or is next to one that does;
/// each with a number close by that is fine, and with what the refusal must say.
/// </summary>
internal static class HostileSizes
{
    private const string Crop = " elements of an axis of ", Unknown = "crop with Slice", Fit = "must fit", Range = ", and must be ";

    public static readonly Dictionary<string, (Action<ModelProto, long> Make, long Hostile, long Fine, string Expected)> All = new()
    {
        ["cropped to less than nothing"] =
            ((model, n) => Shaped(model, "Pad", [Ones(1, 2), Longs([0, n, 0, 0], 4)]), -100, -1, Crop),
        ["cropped at both ends to less than nothing"] =
            ((model, n) => Shaped(model, "Pad", [Ones(1, 2), Longs([0, -1, 0, n], 4)]), -2, -1, Crop),
        ["cropped by an attribute"] = ((model, n) =>
        {
            model.OpsetImport[0].Version = 10;
            Shaped(model, "Pad", [Ones(1, 2)], Integers("pads", 0, 0, 0, n));
        }, -3, -2, Crop),
        ["cropped where the size is not known"] = ((model, n) =>
        {
            Shaped(model, "Det", [Ones(1, 2)]);
            Then(model, "Pad", Longs([n, 0], 2));
        }, -1, 1, Unknown),
        ["cropped along listed axes"] =
            ((model, n) => Of(model, 18, "Pad", [Ones(1, 2), Longs([n, 0], 2), null, Longs([1], 1)]), -1, 1, Unknown),
        ["cropped after an activation"] =
            ((model, n) =>
        {
            Shaped(model, "Relu", [Ones(1, 2)]);
            Then(model, "Pad", Longs([0, n, 0, 0], 4));
        }, -3, -2, Crop),
        ["cropped after a transposition"] =
            ((model, n) =>
        {
            Shaped(model, "Transpose", [Ones(1, 2)]);
            Then(model, "Pad", Longs([n, 0, 0, 0], 4));
        }, -3, -2, Crop),
        ["cropped after a slice"] = ((model, n) =>
        {
            Shaped(model, "Slice", [Ones(1, 9), Longs([-2], 1), Longs([long.MaxValue], 1), Longs([1], 1)]);
            Then(model, "Pad", Longs([0, n, 0, 0], 4));
        }, -3, -2, Crop),
        ["cropped by what is handed on"] = ((model, n) =>
        {
            Shaped(model, "Identity", [Longs([0, n], 2)]);
            model.Graph.Node.Add(new NodeProto { OpType = "Pad", Input = { "bias", "shaped" }, Output = { "cropped" } });
        }, -3, -2, Crop),

        ["kernel above the picture"] =
            ((model, n) => Shaped(model, "MaxPool", [Ones(1, 1, 4, 4)], Integers("kernel_shape", 2, n)), 5, 4, Fit),
        ["kernel above the padded picture"] = ((model, n) => Shaped(
            model, "AveragePool", [Ones(1, 1, 4)], Integers("kernel_shape", n), Integers("pads", 1, 1)), 7, 6, Fit),
        ["kernel that gaps stretch"] =
            ((model, n) => Shaped(model, "Conv", [Ones(1, 1, 4, 4), Ones(1, 1, 2, 2)], Integers("dilations", 1, n)), 4, 3, Fit),
        ["kernel above what another leaves"] = ((model, n) =>
        {
            Shaped(model, "MaxPool", [Ones(1, 1, 8)], Integers("kernel_shape", 2), Integers("strides", 2));
            Then(model, "LpPool", null, Integers("kernel_shape", n));
        }, 5, 4, Fit),
        ["kernel of whole numbers above the picture"] =
            ((model, n) => Shaped(model, "ConvInteger", [Ones(1, 1, 3), Ones(1, 1, (int)n)]), 4, 3, Fit),
        ["inverse of a convolution that leaves less than nothing"] = ((model, n) => Shaped(
            model, "ConvTranspose", [Ones(1, 1, 2), Ones(1, 1, 3)], Integers("pads", n, 2)), 3, 2, "leaves -1 elements"),
        ["inverse of a pooling that leaves less than nothing"] = ((model, n) => Shaped(
            model, "MaxUnpool", [Ones(1, 1, 2), Longs([0, 1], 1, 1, 2)], Integers("kernel_shape", 2), Integers("pads", n, 0)), 4, 3,
            "leaves -1 elements"),

        ["stride"] = (Conv("strides"), 0, 1, Range),
        ["dilation"] = (Conv("dilations"), 0, 1, Range),
        ["pad"] = (Conv("pads", 0), -1, 1, Range),
        ["group"] = ((model, n) => Shaped(model, "ConvTranspose", [Ones(1, 1, 2), Ones(1, 1, 2)], Integer("group", n)), 0, 1, Range),
        ["group that overflows"] = (
            (model, n) => Shaped(model, "ConvTranspose", [Ones(1, 3, 2), Ones(3, 3, 2)], Integer("group", n)), long.MaxValue, 3, Range),
        ["block"] = ((model, n) => Shaped(model, "SpaceToDepth", [Ones(1, 1, 2, 2)], Integer("blocksize", n)), 0, 2, Range),
        ["block whose square overflows"] = (
            (model, n) => Shaped(model, "DepthToSpace", [Ones(1, 4, 2, 2)], Integer("blocksize", n)), 1L << 32, 2, Range),
        ["batch dimensions"] = (
            (model, n) => Shaped(model, "GatherND", [Ones(4, 3), Longs([0, 1], 2, 1)], Integer("batch_dims", n)), -2, 0, Range),
        ["axis"] = (
            (model, n) => Shaped(model, "LayerNormalization", [Ones(4, 3), Ones(3)], Integer("axis", n)), 1L << 31, -1, Range),
        ["region"] = ((model, n) => Shaped(
            model, "RoiAlign", [Ones(1, 1, 4, 4), Ones(1, 4), Longs([0], 1)], Integer("output_width", n)), -7, 2, Range),

        ["parts that no output takes"] = ((model, n) => Of(model, 18, "Split", [Ones(4)], Integer("num_outputs", n)), 2, 1, "num_outputs"),
        ["part of less than nothing"] = ((model, n) => Shaped(model, "Split", [Ones(4), Longs([n], 1)]), -4, 4, "splits off"),
        ["repeated less than 0 times"] = ((model, n) => Shaped(model, "Tile", [Ones(1, 2), Longs([1, n], 2)]), -1, 0, "repeats"),
        ["best of less than nothing"] = ((model, n) => Shaped(model, "TopK", [Ones(4), Longs([n], 1)]), -1, 1, "dimension -1"),
        ["best of nothing"] = ((model, n) => Shaped(model, "TopK", [Ones(2, (int)n), Longs([0], 1)]), 0, 1, "without elements"),
        ["transform of nothing"] = ((model, n) => Shaped(model, "DFT", [Ones(1, (int)n, 2)]), 0, 1, "without elements"),
        ["one-hot of no depth"] = ((model, n) => Shaped(model, "OneHot", [Longs([0], 1), Longs([n]), Ones(2)]), -1, 1, "a depth"),
        ["transform of no length"] = ((model, n) => Shaped(model, "DFT", [Ones(1, 4, 1), Longs([n])]), 0, 8, "a length"),
        ["step of nothing"] = ((model, n) => Shaped(model, "STFT", [Ones(1, 16, 1), Longs([n]), Ones(8)]), 0, 4, "a step"),
        ["frame of nothing"] =
            ((model, n) => Shaped(model, "STFT", [Ones(1, 16, 1), Longs([4]), null, Longs([n])]), 0, 8, "a frame"),
        ["frame above the signal"] =
            ((model, n) => Shaped(model, "STFT", [Ones(1, 16, 1), Longs([4]), null, Longs([n])]), 17, 16, "frames of 17"),
        ["window above the signal"] =
            ((model, n) => Shaped(model, "STFT", [Ones(1, 16, 1), Longs([4]), Ones((int)n)]), 17, 16, "frames of 17"),
        ["columns of no block"] =
            ((model, n) => Of(model, 18, "Col2Im", [Ones(1, 5, 5), Longs([5, 5], 2), Longs([1, n], 2)]), 0, 5, "a block"),
        ["whole number divided by 0"] = ((model, n) => Shaped(model, "Div", [Longs([1], 1), Longs([n], 1)]), 0, 2, "by 0"),
        ["rest of a division by 0"] = ((model, n) => Shaped(model, "Mod", [Longs([1], 1), Longs([n], 1)]), 0, 2, "by 0"),
    };

    private static TensorProto Ones(params ReadOnlySpan<int> shape)
    {
        var count = 1;
        foreach (var size in shape) count *= size;
        return Floats([.. Enumerable.Repeat(1f, count)], shape);
    }

    private static Action<ModelProto, long> Conv(string name, params long[] more) =>
        (model, n) => Shaped(model, "Conv", [Ones(1, 1, 4), Ones(1, 1, 2)], Integers(name, [n, .. more]));

    private static void Of(
        ModelProto model, long opset, string operatorType, TensorProto?[] inputs, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        model.OpsetImport[0].Version = opset;
        Shaped(model, operatorType, inputs, attributes);
    }

    // A node that reads what the last one made, and a constant.
    private static void Then(ModelProto model, string operatorType, TensorProto? argument, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        var node = new NodeProto { OpType = operatorType, Input = { "shaped" }, Output = { "last" } };
        foreach (var attribute in attributes) node.Attribute.Add(attribute.ToProto());
        model.Graph.Node.Add(node);
        if (argument is null) return;
        argument.Name = "last argument";
        model.Graph.Initializer.Add(argument);
        node.Input.Add(argument.Name);
    }
}
