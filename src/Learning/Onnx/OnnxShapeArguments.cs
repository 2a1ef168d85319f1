using Mixtape.Learning.Onnx.Format;

namespace Mixtape.Learning.Onnx;

/// <summary>
/// Checks nodes whose arguments decide how large their output is, as far as the arguments are constants: a file of a
/// hundred bytes must not ask for a tensor of gigabytes.
/// </summary>
internal sealed class OnnxShapeArguments(OnnxTensors tensors)
{
    // Two numbers for each of the most dimensions; longer constants are no shapes, and are not read.
    private const int MaximumEntries = 64;

    /// <summary>Checks a node whose attributes have been checked, and notes the shape of its output where it follows.</summary>
    /// <exception cref="InvalidModelException">Its output would be too large, or its arguments make no sense.</exception>
    public void Check(NodeProto node, long opset, OnnxScope scope, string where)
    {
        foreach (var attribute in node.Attribute) CheckAttribute(attribute, where);
        switch (node.OpType)
        {
            case "ConstantOfShape":
                Note(node, scope, Sizes(node, 0, scope, where, open: false));
                break;
            case "Expand":
                Expand(node, scope, where);
                break;
            case "Reshape":
                Sizes(node, 1, scope, where, open: true);
                break;
            case "AffineGrid" or "CenterCropPad" or "Col2Im":
                Sizes(node, 1, scope, where, open: false);
                break;
            case "MaxUnpool":
                Sizes(node, 2, scope, where, open: false);
                break;
            case "BlackmanWindow" or "HammingWindow" or "HannWindow":
                Sizes(node, 0, scope, where, open: false);
                break;
            case "Tile":
                Tile(node, scope, where);
                break;
            case "Upsample":
                var factors = node.Attribute.FirstOrDefault(attribute => attribute.Name == "scales")?.Floats;
                Scales(node, factors is null ? Numbers(node, 1, scope) : [.. factors.Select(scale => (double)scale)], scope, where);
                break;
            case "Resize":
                Scales(node, Numbers(node, opset < 11 ? 1 : 2, scope), scope, where);
                if (opset >= 11) Sizes(node, 3, scope, where, open: false);
                break;
            case "Pad":
                Pad(node, opset, scope, where);
                break;
            case "Range":
                Range(node, scope, where);
                break;
            case "OneHot" when Numbers(node, 1, scope) is [var depth]:
                tensors.CheckCount(depth * Count(Shape(node, scope)), where);
                break;
            case "MelWeightMatrix" when Numbers(node, 0, scope) is [var bands] && Numbers(node, 1, scope) is [var length]:
                tensors.CheckCount(Math.Max(0, bands) * Math.Max(0, length), where);
                break;
            case "DFT" when Numbers(node, 1, scope) is [var length]:
                tensors.CheckCount(length, where);
                break;
        }
    }

    private void CheckAttribute(AttributeProto attribute, string where)
    {
        switch (attribute.Name)
        {
            case "shape" or "output_shape" or "kernel_shape":
                tensors.Elements(attribute.Ints, $"{attribute.Name} of {where}");
                break;
            case "pads" or "output_padding" or "strides" or "dilations":
                foreach (var number in attribute.Ints) tensors.CheckCount(Math.Abs((double)number), $"{attribute.Name} of {where}");
                break;
        }
    }

    // The numbers of a constant that is a shape, checked; open allows -1, "the rest", and 0, "as it was".
    private long[]? Sizes(NodeProto node, int input, OnnxScope scope, string where, bool open)
    {
        if (Constant(node, input, scope) is not { } constant || OnnxTensors.Integers(constant) is not { } sizes) return null;
        tensors.Elements(open ? [.. sizes.Select(size => size == -1 ? 1 : size)] : sizes, where);
        return sizes;
    }

    // The output has, axis by axis from the last, the size of the input or, where that is 1, the size asked for.
    private void Expand(NodeProto node, OnnxScope scope, string where)
    {
        if (Sizes(node, 1, scope, where, open: false) is not { } sizes) return;
        var shape = Shape(node, scope) ?? [];
        var result = new long[Math.Max(shape.Length, sizes.Length)];
        for (var axis = 1; axis <= result.Length; axis++)
        {
            var (own, asked) = (axis <= shape.Length ? shape[^axis] : 1, axis <= sizes.Length ? sizes[^axis] : 1);
            result[^axis] = own == 1 ? asked : own;
        }

        tensors.Elements(result, where);
        Note(node, scope, result);
    }

    private void Tile(NodeProto node, OnnxScope scope, string where)
    {
        if (Numbers(node, 1, scope) is not { } repeats) return;
        var shape = Shape(node, scope);
        tensors.CheckCount(repeats.Aggregate(Count(shape), (product, repeat) => product * Math.Max(1, repeat)), where);
        if (shape?.Length == repeats.Length && repeats.All(repeat => repeat >= 0))
            Note(node, scope, [.. shape.Zip(repeats, (size, repeat) => size * (long)repeat)]);
    }

    private void Scales(NodeProto node, double[]? scales, OnnxScope scope, string where)
    {
        if (scales is null) return;
        foreach (var scale in scales)
        {
            if (!(scale > 0))
                throw new InvalidModelException($"The {where} scales by {scale}: a scale must be above 0; export the model anew.");
        }

        tensors.CheckCount(scales.Aggregate(Count(Shape(node, scope)), (product, scale) => product * scale), where);
    }

    private void Pad(NodeProto node, long opset, OnnxScope scope, string where)
    {
        var pads = opset < 11
            ? node.Attribute.FirstOrDefault(attribute => attribute.Name is "pads" or "paddings")?.Ints.Select(pad => (double)pad).ToArray()
            : Numbers(node, 1, scope);
        if (pads is null) return;
        if (pads.Length % 2 != 0)
            throw new InvalidModelException($"The {where} has {pads.Length} paddings, and they come in pairs: export the model anew.");
        var shape = Shape(node, scope);
        var fits = shape is not null && shape.Length == pads.Length / 2;
        var count = fits ? 1 : Count(shape);
        for (var axis = 0; axis < pads.Length / 2; axis++)
            count *= Math.Max(1, (fits ? shape![axis] : 1) + Math.Max(0, pads[axis]) + Math.Max(0, pads[axis + pads.Length / 2]));
        tensors.CheckCount(count, where);
    }

    private void Range(NodeProto node, OnnxScope scope, string where)
    {
        if (Numbers(node, 0, scope) is not [var start] || Numbers(node, 1, scope) is not [var limit]
            || Numbers(node, 2, scope) is not [var delta])
            return;
        if (delta == 0) throw new InvalidModelException($"The {where} steps by 0 and never ends: export the model anew.");
        tensors.CheckCount((limit - start) / delta, where);
    }

    private static double[]? Numbers(NodeProto node, int input, OnnxScope scope) =>
        Constant(node, input, scope) is { } constant ? OnnxTensors.Numbers(constant) : null;

    private static TensorProto? Constant(NodeProto node, int input, OnnxScope scope) =>
        input < node.Input.Count && scope.Constant(node.Input[input]) is { } constant && Count([.. constant.Dims]) <= MaximumEntries
            ? constant
            : null;

    private static long[]? Shape(NodeProto node, OnnxScope scope) => node.Input.Count > 0 ? scope.Shape(node.Input[0]) : null;

    private static double Count(long[]? shape) => shape is null ? 1 : shape.Aggregate(1.0, (product, size) => product * Math.Max(1, size));

    private static void Note(NodeProto node, OnnxScope scope, long[]? shape)
    {
        if (shape is not null) scope.SetShape(node.Output[0], shape);
    }
}
