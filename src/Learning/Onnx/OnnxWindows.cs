using static Mixtape.Learning.Onnx.OnnxNode;

namespace Mixtape.Learning.Onnx;

/// <summary>
/// The shapes of what slides a window along axes: convolutions, poolings and their inverses. A window must fit into what it
/// slides along.
/// </summary>
internal static class OnnxWindows
{
    /// <summary>The shape that a convolution or pooling makes, or null where it is not known.</summary>
    /// <param name="node">The node.</param>
    /// <param name="weights">The input that holds a convolution's weights; null for a pooling.</param>
    /// <exception cref="InvalidModelException">A window does not fit.</exception>
    public static long[]? Slide(OnnxNode node, int? weights)
    {
        if (Kernel(node, weights) is not { } kernel || node.Shape() is not { } shape) return null;
        var padding = Text(node, "auto_pad");
        // Where both are given, ONNX Runtime reckons with the numbers.
        var same = node.Integers("pads") is null && padding.StartsWith("SAME", StringComparison.Ordinal);
        var result = (long[])shape.Clone();
        if (weights is { } input) result[1] = node.Shape(input) is [var channels, ..] ? channels : Open;
        for (var axis = 0; axis < kernel.Length; axis++)
        {
            var (size, stride) = (shape[axis + 2], At(node, "strides", axis, kernel.Length, 1));
            if (size == Open || kernel[axis] == Open || same)
            {
                result[axis + 2] = same && size != Open ? ((size - 1) / stride) + 1 : Open;
                continue;
            }

            var space = size + Pads(node, axis, kernel.Length);
            var room = space - Extent(node, axis, kernel);
            if (room < 0)
                throw node.Refusal($"slides a window of {Extent(node, axis, kernel)} along {space} elements, and it must fit");
            // A last window that is not full may count, or not where it would stand in the padding: the more is taken.
            var isRest = node.Integer("ceil_mode", 0) != 0 && room % stride != 0;
            result[axis + 2] = (long)(room / stride) + (isRest ? 2 : 1);
        }

        return result;
    }

    /// <summary>The shape that the inverse of a convolution or pooling makes, or null where it is not known.</summary>
    /// <param name="node">The node.</param>
    /// <param name="weights">The input that holds a convolution's weights; null for a pooling.</param>
    /// <exception cref="InvalidModelException">Less than nothing is left of an axis.</exception>
    public static long[]? Spread(OnnxNode node, int? weights)
    {
        if (weights is null && node.Has(2)) return node.Integers(2);
        if (Kernel(node, weights) is not { } kernel || node.Shape() is not { } shape) return null;
        var asked = node.Integers("output_shape");
        var same = Text(node, "auto_pad").StartsWith("SAME", StringComparison.Ordinal);
        var result = (long[])shape.Clone();
        if (weights is { } input)
        {
            result[1] = node.Shape(input) is [_, >= 0 and <= int.MaxValue and var channels, ..]
                ? channels * node.Integer("group", 1)
                : Open;
        }

        for (var axis = 0; axis < kernel.Length; axis++)
        {
            var size = shape[axis + 2];
            if (asked is not null || size == Open || kernel[axis] == Open || same)
            {
                result[axis + 2] = asked?.Length == kernel.Length ? asked[axis]
                    : same && size != Open ? size * At(node, "strides", axis, kernel.Length, 1) : Open;
                continue;
            }

            var made = (Int128)At(node, "strides", axis, kernel.Length, 1) * (size - 1) + Extent(node, axis, kernel)
                + At(node, "output_padding", axis, kernel.Length, 0) - Pads(node, axis, kernel.Length);
            if (made < 0) throw node.Refusal($"leaves {made} elements of an axis");
            result[axis + 2] = made <= long.MaxValue ? (long)made : Open;
        }

        return result;
    }

    // One size for each axis that the window slides along; none where what is given does not agree, which ONNX Runtime notices.
    private static long[]? Kernel(OnnxNode node, int? weights)
    {
        var kernel = node.Integers("kernel_shape")
            ?? (weights is { } input && node.Shape(input) is { Length: > 2 } shape ? shape[2..] : null);
        return kernel?.Length == node.Shape()?.Length - 2 ? kernel : null;
    }

    // What a window covers, gaps included.
    private static Int128 Extent(OnnxNode node, int axis, long[] kernel) =>
        (Int128)(kernel[axis] - 1) * At(node, "dilations", axis, kernel.Length, 1) + 1;

    private static Int128 Pads(OnnxNode node, int axis, int axes) =>
        (Int128)At(node, "pads", axis, 2 * axes, 0) + At(node, "pads", axis + axes, 2 * axes, 0);

    private static long At(OnnxNode node, string name, int index, int count, long otherwise) =>
        node.Integers(name) is { } numbers && numbers.Length == count ? numbers[index] : otherwise;

    private static string Text(OnnxNode node, string name) => node.Attribute(name)?.S.ToStringUtf8() ?? "";
}
