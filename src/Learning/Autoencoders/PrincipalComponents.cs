using Mixtape.Numerics;

namespace Mixtape.Learning.Autoencoders;

/// <summary>
/// The best linear code of a width (Pearson 1901): the mean, and the directions along which rows vary most, as unit vectors. Immutable, and
/// safe for concurrent use.
/// </summary>
public sealed class PrincipalComponents
{
    private readonly double[] _mean;
    private readonly double[] _directions;

    private PrincipalComponents(double[] mean, double[] directions) => (_mean, _directions) = (mean, directions);

    /// <summary>The mean of the rows [columns].</summary>
    public ReadOnlySpan<double> Mean => _mean;

    /// <summary>The directions [width x columns], the most telling first.</summary>
    public ReadOnlySpan<double> Directions => _directions;

    /// <summary>Finds the components of rows, in double precision.</summary>
    /// <param name="rows">[rows x columns], row-major, all finite.</param>
    /// <param name="columns">Numbers of a row.</param>
    /// <param name="width">How many directions, at most as many as columns.</param>
    public static PrincipalComponents Of(ReadOnlySpan<float> rows, int columns, int width)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, columns);
        var count = rows.Length / columns;
        var mean = new double[columns];
        for (var i = 0; i < rows.Length; i++) mean[i % columns] += rows[i];
        for (var i = 0; i < columns; i++) mean[i] /= count;
        var covariance = new double[columns * columns];
        var centred = new double[columns];
        for (var row = 0; row < count; row++)
        {
            for (var i = 0; i < columns; i++) centred[i] = rows[row * columns + i] - mean[i];
            for (var i = 0; i < columns; i++)
            {
                for (var j = 0; j <= i; j++) covariance[i * columns + j] += centred[i] * centred[j];
            }
        }

        for (var i = 0; i < columns; i++)
        {
            for (var j = 0; j <= i; j++) covariance[j * columns + i] = covariance[i * columns + j] /= count;
        }

        SymmetricEigen.Decompose(covariance, new double[columns]);
        return new PrincipalComponents(mean, covariance[..(width * columns)]);
    }

    /// <summary>The point nearest to a row that the code can say.</summary>
    /// <param name="row">[columns].</param>
    /// <param name="nearest">Gets the point [columns].</param>
    public void Reconstruct(ReadOnlySpan<float> row, Span<double> nearest)
    {
        _mean.CopyTo(nearest);
        for (var start = 0; start < _directions.Length; start += _mean.Length)
        {
            var direction = _directions.AsSpan(start, _mean.Length);
            var along = 0.0;
            for (var i = 0; i < row.Length; i++) along += (row[i] - _mean[i]) * direction[i];
            for (var i = 0; i < row.Length; i++) nearest[i] += along * direction[i];
        }
    }
}
