using System.Collections.Frozen;
using Mixtape.Learning.Onnx.Format;

namespace Mixtape.Learning.Onnx;

/// <summary>
/// The whole numbers that attributes of standard operators may be, where ONNX Runtime trusts them: it divides by some and
/// takes others for sizes or axes before it looks whether they make sense.
/// </summary>
internal static class OnnxAttributeRanges
{
    private const long Axes = OnnxTensors.MaximumRank;

    private static readonly FrozenDictionary<string, (long Least, long Most)> _ranges = Table(
        ("""
            dilations group hidden_size kernel_shape n_targets num_groups num_outputs offset_group output_height output_width
            pooled_shape size strides targets
            """, 1, int.MaxValue),
        ("block_size inputdimensions output_padding output_shape pads sampling_ratio split", 0, int.MaxValue),
        // Its square counts channels.
        ("blocksize", 1, 1 << 15),
        ("batch_axis batch_dims time_axis", 0, Axes - 1),
        ("axes axis", -Axes, Axes - 1));

    /// <summary>Checks the attributes of a node.</summary>
    /// <exception cref="InvalidModelException">One is out of its range.</exception>
    public static void Check(NodeProto node, string where)
    {
        foreach (var attribute in node.Attribute)
        {
            if (!_ranges.TryGetValue(attribute.Name, out var range)) continue;
            // Pad crops where it pads by less than nothing.
            if (node.OpType == "Pad" && attribute.Name == "pads") continue;
            if (attribute.HasI) Check(attribute.I, range, attribute.Name, where);
            foreach (var number in attribute.Ints) Check(number, range, attribute.Name, where);
        }
    }

    private static void Check(long number, (long Least, long Most) range, string name, string where)
    {
        if (number < range.Least || number > range.Most)
            throw new InvalidModelException(
                $"The attribute '{name}' of {where} is {number}, and must be {range.Least} to {range.Most}: export the model anew.");
    }

    private static FrozenDictionary<string, (long Least, long Most)> Table(params ReadOnlySpan<(string Names, long Least, long Most)> lines)
    {
        var table = new Dictionary<string, (long, long)>();
        foreach (var (names, least, most) in lines)
            foreach (var name in names.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)) table.Add(name, (least, most));
        return table.ToFrozenDictionary();
    }
}
