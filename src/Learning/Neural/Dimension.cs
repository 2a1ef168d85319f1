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

    /// <summary>A length that follows from this one: fixed when this one is, else open under a name of its own.</summary>
    public Dimension Derive(int size, string suffix) => size == Size ? this : new(size, Symbol is null ? null : $"{Symbol}_{suffix}");
}
