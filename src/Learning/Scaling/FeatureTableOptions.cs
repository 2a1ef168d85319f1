namespace Mixtape.Learning.Scaling;

/// <summary>What to read of a file, and how much at most.</summary>
public sealed record FeatureTableOptions
{
    /// <summary>The columns to read, in this order; null for all that hold nothing but numbers.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The column that names the rows; null for none.</summary>
    public string? RowNames { get; init; }

    /// <summary>What stands between fields; null for a tab or a comma, whichever comes first in the first line.</summary>
    public char? Separator { get; init; }

    /// <summary>The most rows. A million rows of fifty numbers are 200 MB.</summary>
    public int MaximumRows { get; init; } = 5_000_000;

    /// <summary>The most columns of the file.</summary>
    public int MaximumColumns { get; init; } = 2_000;

    /// <summary>The longest field, in characters: what is longer comes from a quote that is not closed.</summary>
    public int MaximumFieldLength { get; init; } = 10_000;

    /// <summary>The most numbers: 2^28 are 1 GB.</summary>
    public int MaximumNumbers { get; init; } = 1 << 28;
}
