namespace Mixtape.Learning.Autoencoders;

/// <summary>How well a column is reconstructed, over the rows where it is not missing.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Error">Root of the mean squared error, in the column's units; NaN where all is missing.</param>
/// <param name="VarianceExplained">
/// Share of the scaled squared distance to the training rows' mean that is gone: 1 is perfect, 0 as good as always guessing that mean. NaN
/// for a column that does not vary.
/// </param>
/// <param name="LinearVarianceExplained">The same by principal components of the same width, the best linear code.</param>
public sealed record ColumnQuality(string Name, double Error, double VarianceExplained, double LinearVarianceExplained);
