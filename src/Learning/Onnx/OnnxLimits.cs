using System.Runtime.CompilerServices;

namespace Mixtape.Learning.Onnx;

/// <summary>How large and of what kind a model may be. The defaults suit models that answer one request on a small machine.</summary>
public sealed record OnnxLimits
{
    /// <summary>The limits that nothing else is said for.</summary>
    public static OnnxLimits Default { get; } = new();

    /// <summary>The largest file, in bytes. 64 MB hold 16 million weights; the models here have below a million.</summary>
    public int MaximumBytes { get; init => field = Positive(value); } = 64 << 20;

    /// <summary>
    /// The most elements of one tensor, stored or declared, up to 2^40. 2^26 floats are 256 MB, an eighth of a small
    /// worker's memory.
    /// </summary>
    public long MaximumElements { get; init => field = Elements(value); } = 1 << 26;

    /// <summary>The most elements of all stored tensors together, up to 2^40, sparse ones counted at their full shape.</summary>
    public long MaximumTotalElements { get; init => field = Elements(value); } = 1 << 27;

    /// <summary>The most nodes, those of nested graphs too. Large vision models have a few thousand.</summary>
    public int MaximumNodes { get; init => field = Positive(value); } = 20_000;

    /// <summary>How deep graphs may stand inside nodes of graphs, where <see cref="OnnxRisks.ControlFlow"/> is allowed at all.</summary>
    public int MaximumNesting { get; init => field = Positive(value); } = 4;

    /// <summary>
    /// The most messages, texts and byte strings in the file: two bytes in a file can be a hundred in memory. A node
    /// takes about ten.
    /// </summary>
    public int MaximumParts { get; init => field = Positive(value); } = 500_000;

    /// <summary>
    /// The most numbers that are stored one by one, of one byte or more, and take eight in memory. Weights belong into
    /// raw data.
    /// </summary>
    public int MaximumLooseNumbers { get; init => field = Positive(value); } = 4 << 20;

    /// <summary>The longest name, in bytes. Converters build paths of a few hundred.</summary>
    public int MaximumNameBytes { get; init => field = Positive(value); } = 1_024;

    /// <summary>
    /// The longest documentation or metadata text, in bytes. The names of 1,024 columns of 200 characters are 1.2 MB at most as JSON.
    /// </summary>
    public int MaximumTextBytes { get; init => field = Positive(value); } = 2 << 20;

    /// <summary>
    /// The oldest set of standard operators. ONNX Runtime promises to run 7 and later; the standard's own oldest
    /// samples have 6.
    /// </summary>
    public int MinimumOpset { get; init => field = Positive(value); } = 7;

    /// <summary>Which risky things a model may hold; none.</summary>
    public OnnxRisks Allow { get; init; }

    // Bytes of so many elements still fit into 64 bits.
    private static long Elements(long value, [CallerMemberName] string name = "") =>
        value <= 1L << 40
            ? Positive(value, name)
            : throw new ArgumentOutOfRangeException(name, value, "a limit on elements must be at most 2^40.");

    private static T Positive<T>(T value, [CallerMemberName] string name = "")
        where T : struct, IComparable<T>
    {
        if (value.CompareTo(default) <= 0) throw new ArgumentOutOfRangeException(name, value, "a limit must be 1 or more.");
        return value;
    }
}
