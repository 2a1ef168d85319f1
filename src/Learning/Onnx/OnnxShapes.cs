using System.Collections.Frozen;
using static Mixtape.Learning.Onnx.OnnxNode;

namespace Mixtape.Learning.Onnx;

/// <summary>
/// The shapes that nodes make, for the operators that models of signals and pictures are mostly built of, as far as sizes are
/// known before the model runs.
/// </summary>
internal static class OnnxShapes
{
    private static readonly FrozenSet<string> _alike = Set("""
        Abs Acos Acosh Asin Asinh Atan Atanh BatchNormalization BitwiseNot Cast CastLike Ceil Celu Clip Cos Cosh CumSum
        DequantizeLinear Dropout Elu Erf Exp Floor Gelu HardSigmoid HardSwish Hardmax Identity InstanceNormalization IsInf IsNaN
        LRN LayerNormalization LeakyRelu Log LogSoftmax LpNormalization MeanVarianceNormalization Mish Neg Not PRelu
        QuantizeLinear Reciprocal Relu Round Selu Shrink Sigmoid Sign Sin Sinh Softmax Softplus Softsign Sqrt Tan Tanh
        ThresholdedRelu Trilu
        """);

    private static readonly FrozenSet<string> _broadcast = Set("""
        Add And BitShift BitwiseAnd BitwiseOr BitwiseXor Div Equal Greater GreaterOrEqual Less LessOrEqual Max Mean Min Mod Mul Or Pow Sub
        Sum Where Xor
        """);

    /// <summary>The shape of a node's first output, or null where it is not known.</summary>
    /// <exception cref="InvalidModelException">A size would be negative.</exception>
    public static long[]? Infer(OnnxNode node) => node.Type switch
    {
        "Conv" or "ConvInteger" or "DeformConv" => OnnxWindows.Slide(node, 1),
        "QLinearConv" => OnnxWindows.Slide(node, 3),
        "AveragePool" or "LpPool" or "MaxPool" => OnnxWindows.Slide(node, null),
        "ConvTranspose" => OnnxWindows.Spread(node, 1),
        "MaxUnpool" => OnnxWindows.Spread(node, null),
        "Transpose" => Transpose(node),
        "Unsqueeze" => Unsqueeze(node),
        "Squeeze" => Squeeze(node),
        "Reshape" => Reshape(node),
        "Concat" => Concat(node),
        "Slice" => Slice(node),
        _ => _alike.Contains(node.Type) ? node.Shape() : _broadcast.Contains(node.Type) ? Broadcast(node) : null,
    };

    private static long[]? Broadcast(OnnxNode node)
    {
        var result = Array.Empty<long>();
        for (var input = 0; input < node.Inputs; input++)
        {
            if (node.Shape(input) is not { } shape) return null;
            var (longer, shorter) = shape.Length > result.Length ? ((long[])shape.Clone(), result) : (result, shape);
            for (var axis = 1; axis <= shorter.Length; axis++)
            {
                var (one, other) = (longer[^axis], shorter[^axis]);
                // An open size may be the 1 that stretches, unless the other is a 1 itself or stands fast.
                longer[^axis] = one == 1 || (one == Open && other != 1) ? other : one;
            }

            result = longer;
        }

        return result;
    }

    private static long[]? Transpose(OnnxNode node)
    {
        if (node.Shape() is not { } shape) return null;
        var order = node.Integers("perm") ?? [.. Enumerable.Range(0, shape.Length).Reverse().Select(axis => (long)axis)];
        return order.Length == shape.Length && order.All(axis => axis >= 0 && axis < shape.Length)
            ? Array.ConvertAll(order, axis => shape[axis])
            : null;
    }

    private static long[]? Unsqueeze(OnnxNode node)
    {
        if (node.Shape() is not { } shape || Axes(node, 13, 1) is not { } given) return null;
        var rank = shape.Length + given.Length;
        if (Within(given, rank) is not { } axes) return null;
        var rest = new Queue<long>(shape);
        return [.. Enumerable.Range(0, rank).Select(axis => axes.Contains(axis) ? 1 : rest.Dequeue())];
    }

    private static long[]? Squeeze(OnnxNode node)
    {
        if (node.Shape() is not { } shape) return null;
        if (node.Opset < 13 ? node.Attribute("axes") is null : !node.Has(1))
            return shape.Contains(Open) ? null : [.. shape.Where(size => size != 1)];
        return Axes(node, 13, 1) is { } given && Within(given, shape.Length) is { } axes
            ? [.. shape.Where((_, axis) => !axes.Contains(axis))]
            : null;
    }

    private static long[]? Reshape(OnnxNode node)
    {
        if (node.Integers(1) is not { } sizes) return null;
        var shape = node.Shape();
        var keeps = node.Integer("allowzero", 0) == 0;
        var result = sizes.Select((size, axis) => size == 0 && keeps ? (shape?.Length > axis ? shape[axis] : Open) : size).ToArray();
        var rest = Array.IndexOf(sizes, -1);
        if (rest < 0 || shape is null || shape.Contains(Open) || result.Count(size => size == Open) > 1) return result;
        var others = result.Where((_, axis) => axis != rest).Aggregate((Int128)1, (product, size) => product * size);
        var all = shape.Aggregate((Int128)1, (product, size) => product * size);
        result[rest] = others > 0 && all / others <= long.MaxValue ? (long)(all / others) : Open;
        return result;
    }

    private static long[]? Concat(OnnxNode node)
    {
        if (node.Shape() is not { } first || Within([node.Integer("axis", 1)], first.Length)?.Single() is not { } axis) return null;
        var result = (long[])first.Clone();
        for (var input = 1; input < node.Inputs; input++)
        {
            if (node.Shape(input) is not { } shape || shape.Length != first.Length) return null;
            result[axis] = result[axis] == Open || shape[axis] == Open ? Open : result[axis] + shape[axis];
        }

        return result;
    }

    private static long[]? Slice(OnnxNode node)
    {
        if (node.Shape() is not { } shape) return null;
        var starts = node.Opset < 10 ? node.Integers("starts") : node.Integers(1);
        var ends = node.Opset < 10 ? node.Integers("ends") : node.Integers(2);
        var steps = node.Opset >= 10 && node.Has(4) ? node.Integers(4) : starts?.Select(_ => 1L).ToArray();
        var given = (node.Opset < 10 ? node.Attribute("axes") is not null : node.Has(3))
            ? Axes(node, 10, 3)
            : starts?.Select((_, axis) => (long)axis).ToArray();
        if (starts is null || given is null || Within(given, shape.Length) is not { } axes || axes.Length != starts.Length) return null;
        var result = (long[])shape.Clone();
        for (var i = 0; i < axes.Length; i++)
        {
            var size = shape[axes[i]];
            var isPlain = size != Open && ends?.Length == axes.Length && steps?.Length == axes.Length && steps[i] != 0;
            result[axes[i]] = isPlain ? Taken(size, starts[i], ends![i], steps![i]) : Open;
        }

        return result;

        static long Taken(long size, long start, long end, long step)
        {
            if (size == 0) return 0;
            // Backwards, the end that is left out may stand before the first.
            var (least, most) = step > 0 ? (0, size) : (-1, size - 1);
            start = Math.Clamp(start < 0 ? start + size : start, Math.Max(least, 0), most);
            end = Math.Clamp(end < 0 ? end + size : end, least, most);
            var span = step > 0 ? end - start : start - end;
            return span <= 0 ? 0 : (long)((span - 1) / Int128.Abs(step)) + 1;
        }
    }

    // Axes were an attribute before they became an input.
    private static long[]? Axes(OnnxNode node, int inputSince, int input) =>
        node.Opset < inputSince ? node.Integers("axes") : node.Integers(input);

    // Negative axes count from the last; null where one is none, or stands twice.
    private static int[]? Within(long[] axes, int rank)
    {
        if (!axes.All(axis => axis >= -rank && axis < rank)) return null;
        var result = Array.ConvertAll(axes, axis => (int)(axis < 0 ? axis + rank : axis));
        return result.Distinct().Count() == result.Length ? result : null;
    }

    private static FrozenSet<string> Set(string names) =>
        names.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();
}
