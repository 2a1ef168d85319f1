using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Collaborative;

/// <summary>
/// The Gramian F^T F of a side's factors: what every pair that was never played adds to the other side's normal
/// matrices. Sums are kept in double precision and taken in a fixed order, so the same blocks give the same bytes.
/// </summary>
/// <param name="width">Entries of a factor row.</param>
public sealed class Gramian(int width)
{
    // Rows per float sum before it goes into the double one: few enough to keep the rounding small.
    private const int ChunkRows = 1024;

    /// <summary>Entries of a factor row.</summary>
    public int Width { get; } = width;

    /// <summary>The lower triangle, row by row: entry (i, j) with j &lt;= i stands at i (i + 1) / 2 + j.</summary>
    public double[] Packed { get; } = new double[width * (width + 1) / 2];

    /// <summary>Entry (i, j).</summary>
    public double this[int i, int j] => i >= j ? Packed[i * (i + 1) / 2 + j] : Packed[j * (j + 1) / 2 + i];

    /// <summary>Adds the outer products of all rows of <paramref name="factors"/>.</summary>
    /// <exception cref="ArgumentException">The factors have another width.</exception>
    public void Add(FactorMatrix factors)
    {
        if (factors.Width != Width) throw new ArgumentException($"The factors are {factors.Width} wide, the Gramian {Width}.");
        var sum = new float[CholeskySolver.Room(Width)];
        for (var start = 0; start < factors.Rows; start += ChunkRows)
        {
            Array.Clear(sum);
            SymmetricProduct.Add(
                sum, factors.Stride, factors.Data[(start * factors.Stride)..], factors.Stride,
                Math.Min(ChunkRows, factors.Rows - start), Width);
            for (int i = 0, p = 0; i < Width; i++)
                for (var j = 0; j <= i; j++) Packed[p++] += sum[j * factors.Stride + i];
        }
    }

    /// <summary>Adds another Gramian of the same width.</summary>
    /// <exception cref="ArgumentException">It has another width.</exception>
    public void Add(Gramian other)
    {
        if (other.Width != Width) throw new ArgumentException($"The Gramians are {other.Width} and {Width} wide.");
        for (var i = 0; i < Packed.Length; i++) Packed[i] += other.Packed[i];
    }
}
