namespace Mixtape.Numerics.Kernels;

/// <summary>
/// How the rows of a product are cut into strips, which a register tile takes at once: strips of twelve first, which use the registers
/// best, then one or two of eight, where that leaves fewer empty rows.
/// </summary>
internal readonly struct RowStrips
{
    /// <summary>The two heights of a strip.</summary>
    public const int High = 12, Low = 8;

    private readonly int _high;

    public RowStrips(int rows)
    {
        var (whole, rest) = Math.DivRem(rows, High);
        (_high, var low) = rest switch
        {
            0 => (whole, 0),
            <= 2 * Low - High when whole > 0 => (whole - 1, 2),
            <= Low => (whole, 1),
            _ => (whole + 1, 0),
        };
        Count = _high + low;
    }

    /// <summary>Number of strips.</summary>
    public int Count { get; }

    /// <summary>Rows of all strips: those there are, and less than eight empty ones.</summary>
    public int Rows => Start(Count);

    /// <summary>The first row of a strip.</summary>
    public int Start(int strip) => strip <= _high ? strip * High : _high * High + (strip - _high) * Low;

    /// <summary>The rows of a strip.</summary>
    public int Height(int strip) => strip < _high ? High : Low;
}
