namespace Mixtape.Learning.Autoencoders;

/// <summary>How well rows are reconstructed, beside principal components; the mean of the training rows explains 0.</summary>
/// <param name="Rows">How many rows.</param>
/// <param name="Columns">Column by column.</param>
/// <param name="VarianceExplained">As of a column, over all columns together in scaled units.</param>
/// <param name="LinearVarianceExplained">The same by principal components of the same width.</param>
public sealed record AutoencoderQuality(
    int Rows, IReadOnlyList<ColumnQuality> Columns, double VarianceExplained, double LinearVarianceExplained);
