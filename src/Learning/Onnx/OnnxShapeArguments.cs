using Mixtape.Learning.Onnx.Format;

namespace Mixtape.Learning.Onnx;

/// <summary>
/// Checks nodes whose arguments decide how large their output is, as far as the arguments are constants: a file of a
/// hundred bytes must not ask for a tensor of gigabytes, nor for one of less than nothing.
/// </summary>
internal sealed class OnnxShapeArguments(OnnxTensors tensors)
{
    /// <summary>Checks a node whose attributes have been checked, and notes the shape of its output where it follows.</summary>
    /// <exception cref="InvalidModelException">Its output would be too large, or its arguments make no sense.</exception>
    public void Check(NodeProto proto, OnnxNode node)
    {
        foreach (var attribute in proto.Attribute) CheckAttribute(attribute, node.Where);
        switch (node.Type)
        {
            case "ConstantOfShape":
                node.Note(Sizes(node, 0));
                break;
            case "Expand":
                Expand(node);
                break;
            case "Reshape":
                Sizes(node, 1, open: true);
                break;
            case "AffineGrid" or "CenterCropPad":
                Sizes(node, 1);
                break;
            case "TopK":
                Sizes(node, 1);
                NotEmpty(node);
                break;
            case "Unique":
                NotEmpty(node);
                break;
            case "Col2Im":
                Sizes(node, 1);
                Positive(node, 2, "a block");
                break;
            case "MaxUnpool":
                Sizes(node, 2);
                break;
            case "BlackmanWindow" or "HammingWindow" or "HannWindow":
                Sizes(node, 0);
                break;
            case "Split":
                Split(node);
                break;
            case "Tile":
                Tile(node);
                break;
            case "Upsample":
                var factors = node.Attribute("scales")?.Floats;
                Scales(node, factors is null ? node.Numbers(1) : [.. factors.Select(scale => (double)scale)]);
                break;
            case "Resize":
                Scales(node, node.Numbers(node.Opset < 11 ? 1 : 2));
                if (node.Opset >= 11) Sizes(node, 3);
                break;
            case "Pad":
                Pad(node);
                break;
            case "Range":
                Range(node);
                break;
            case "OneHot" when node.Numbers(1) is [var depth]:
                Positive(node, 1, "a depth");
                tensors.CheckCount(depth * Count(node.Shape()), node.Where);
                break;
            case "MelWeightMatrix" when node.Numbers(0) is [var bands] && node.Numbers(1) is [var length]:
                tensors.CheckCount(Math.Max(0, bands) * Math.Max(0, length), node.Where);
                break;
            case "DFT":
                Positive(node, 1, "a length");
                Sizes(node, 1);
                NotEmpty(node);
                break;
            case "STFT":
                Frames(node);
                break;
            case "Div" or "Mod" when node.Constant(1) is { } divisor && OnnxTensors.Integers(divisor)?.Contains(0) == true:
                throw node.Refusal("divides whole numbers by 0, which ends the process");
        }

        if (node.Type == "Identity") node.Note(node.Constant(0));
        var shape = OnnxShapes.Infer(node);
        node.Note(shape);
        if (node.Type is "Dropout" or "MaxPool") node.Note(shape, 1);
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
    private long[]? Sizes(OnnxNode node, int input, bool open = false)
    {
        if (node.Integers(input) is not { } sizes) return null;
        tensors.Elements(open ? [.. sizes.Select(size => size == -1 ? 1 : size)] : sizes, node.Where);
        return sizes;
    }

    private static void Positive(OnnxNode node, int input, string what)
    {
        if (node.Integers(input)?.Any(number => number <= 0) == true) throw node.Refusal($"asks for {what} that is not above 0");
    }

    private static void NotEmpty(OnnxNode node)
    {
        if (node.Shape()?.Contains(0) == true) throw node.Refusal("reads a tensor without elements");
    }

    // The output has, axis by axis from the last, the size of the input or, where that is 1, the size asked for.
    private void Expand(OnnxNode node)
    {
        if (Sizes(node, 1) is not { } sizes) return;
        var shape = node.Shape();
        var result = new long[Math.Max(shape?.Length ?? 0, sizes.Length)];
        for (var axis = 1; axis <= result.Length; axis++)
        {
            var (own, asked) = (axis <= shape?.Length ? shape[^axis] : 1, axis <= sizes.Length ? sizes[^axis] : 1);
            result[^axis] = own == 1 || (own == OnnxNode.Open && asked != 1) ? asked : own;
        }

        tensors.CheckCount(Count(result), node.Where);
        if (shape is not null) node.Note(result);
    }

    private void Tile(OnnxNode node)
    {
        if (node.Integers(1) is not { } repeats) return;
        if (repeats.Any(repeat => repeat < 0)) throw node.Refusal("repeats less than 0 times");
        var shape = node.Shape();
        tensors.CheckCount(repeats.Aggregate(Count(shape), (product, repeat) => product * Math.Max(1, repeat)), node.Where);
        if (shape?.Length == repeats.Length)
            node.Note([.. shape.Zip(repeats, (size, repeat) => size == OnnxNode.Open ? size : size * repeat)]);
    }

    private static void Split(OnnxNode node)
    {
        if (node.Integer("num_outputs", node.Outputs) != node.Outputs)
            throw node.Refusal($"has {node.Outputs} outputs, and its attribute 'num_outputs' says otherwise");
        if (node.Integers(1)?.Any(size => size < 0) == true) throw node.Refusal("splits off less than nothing");
    }

    private void Scales(OnnxNode node, double[]? scales)
    {
        if (scales is null) return;
        foreach (var scale in scales)
        {
            if (!(scale > 0)) throw node.Refusal($"scales by {scale}: a scale must be above 0");
        }

        tensors.CheckCount(scales.Aggregate(Count(node.Shape()), (product, scale) => product * scale), node.Where);
    }

    private void Pad(OnnxNode node)
    {
        var pads = node.Opset < 11 ? node.Integers("pads") ?? node.Integers("paddings") : node.Integers(1);
        if (pads is null) return;
        if (pads.Length % 2 != 0) throw node.Refusal($"has {pads.Length} paddings, and they come in pairs");
        var shape = node.Shape();
        var half = pads.Length / 2;
        // From set 18 on, a list of axes may say which are padded.
        var fits = shape?.Length == half && !node.Has(3);
        var result = fits ? shape! : Enumerable.Repeat(OnnxNode.Open, half).ToArray();
        var count = fits ? 1 : Count(shape);
        for (var axis = 0; axis < half; axis++)
        {
            var (size, change) = (result[axis], (double)pads[axis] + pads[axis + half]);
            count *= Math.Max(1, Math.Abs(size) + Math.Max(0.0, pads[axis]) + Math.Max(0.0, pads[axis + half]));
            if (change < 0 && !fits) throw node.Refusal("crops by negative pads an axis whose size is not known: crop with Slice instead");
            if (size != OnnxNode.Open && size + change < 0) throw node.Refusal($"crops {-change} elements of an axis of {size}");
        }

        tensors.CheckCount(count, node.Where);
        if (fits) node.Note([.. result.Select((size, axis) => size == OnnxNode.Open ? size : size + pads[axis] + pads[axis + half])]);
    }

    private void Range(OnnxNode node)
    {
        if (node.Numbers(0) is not [var start] || node.Numbers(1) is not [var limit] || node.Numbers(2) is not [var delta]) return;
        if (delta == 0) throw node.Refusal("steps by 0 and never ends");
        tensors.CheckCount((limit - start) / delta, node.Where);
    }

    // Frames of a length, or as long as a window, one step after another along the second axis of the signal.
    private void Frames(OnnxNode node)
    {
        Positive(node, 1, "a step");
        Positive(node, 3, "a frame");
        Sizes(node, 1);
        NotEmpty(node);
        var length = node.Integers(3) is [var frame] ? frame : node.Shape(2) is [var window] ? window : OnnxNode.Open;
        if (node.Shape() is { Length: > 1 } signal && signal[1] != OnnxNode.Open && length > signal[1])
            throw node.Refusal($"takes frames of {length} elements from a signal of {signal[1]}");
    }

    private static double Count(long[]? shape) => shape is null ? 1 : shape.Aggregate(1.0, (product, size) => product * Math.Max(1, size));
}
