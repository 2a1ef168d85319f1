namespace Mixtape.Learning.Neural;

/// <summary>
/// One axis of a tensor: how long it is on this tape and, where an exported network leaves the length open, its symbol.
/// Converts from a number (fixed) and from (symbol, length).
/// </summary>
/// <param name="Size">The length on this tape, at least 1.</param>
/// <param name="Symbol">The name of an open length, such as "batch"; null when the length is fixed.</param>
public readonly record struct Dimension(int Size, string? Symbol = null)
{
    /// <summary>A fixed length.</summary>
    public static implicit operator Dimension(int size) => new(size);

    /// <summary>An open length that is <c>size</c> on this tape.</summary>
    public static implicit operator Dimension((string Symbol, int Size) open) => new(open.Size, open.Symbol);

    /// <summary>How many entries a tensor of these axes has.</summary>
    /// <exception cref="ArgumentException">An axis is empty, or there are too many entries for one array.</exception>
    internal static int Product(string name, ReadOnlySpan<Dimension> shape)
    {
        var length = 1L;
        foreach (var dimension in shape)
        {
            if (dimension.Size < 1) throw new ArgumentException($"'{name}' has a dimension of {dimension.Size}: each must be at least 1.");
            length *= dimension.Size;
            if (length > Array.MaxLength)
                throw new ArgumentException($"'{name}' would have {length:N0} entries, more than one array holds: use smaller batches.");
        }

        return (int)length;
    }

    /// <summary>A length that a layer makes of this one: fixed when this one is, else open under a name of its own.</summary>
    internal Dimension Derive(int size, string layer) => new(size, Symbol is null ? null : $"{Symbol}_{layer}");

    /// <summary>A length that a layer makes of several, fixed when they all are.</summary>
    internal static Dimension Derive(ReadOnlySpan<Dimension> of, int size, string layer)
    {
        foreach (var dimension in of)
        {
            if (dimension.Symbol is not null) return dimension.Derive(size, layer);
        }

        return size;
    }
}
