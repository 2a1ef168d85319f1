using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Collaborative;

/// <summary>
/// The Gramian F^T W F of a side's factors and their weights W: what every pair that was never played adds to the other side's normal
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

    /// <summary>Adds the outer products of all rows of <paramref name="factors"/>, each weighing 1.</summary>
    /// <exception cref="ArgumentException">The factors have another width.</exception>
    public void Add(FactorMatrix factors) => Add(new WeightedFactors(factors, []));

    /// <summary>Adds the weighted outer products of all rows of <paramref name="block"/>.</summary>
    /// <exception cref="ArgumentException">The factors have another width.</exception>
    public void Add(WeightedFactors block)
    {
        var factors = block.Factors;
        if (factors.Width != Width) throw new ArgumentException($"The factors are {factors.Width} wide, the Gramian {Width}.");
        var sum = new float[CholeskySolver.Room(Width)];
        var scaled = block.Weights.Length > 0 ? new float[ChunkRows * factors.Stride] : [];
        for (var start = 0; start < factors.Rows; start += ChunkRows)
        {
            Array.Clear(sum);
            var count = Math.Min(ChunkRows, factors.Rows - start);
            ReadOnlySpan<float> rows = factors.Data[(start * factors.Stride)..];
            if (scaled.Length > 0) rows = Scale(block, start, count, scaled);
            SymmetricProduct.Add(sum, factors.Stride, rows, factors.Stride, count, Width);
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

    /// <summary>Rows times the roots of their weights.</summary>
    private static float[] Scale(WeightedFactors block, int start, int count, float[] scaled)
    {
        var (indices, roots) = (new int[count], new float[count]);
        for (var i = 0; i < count; i++) (indices[i], roots[i]) = (start + i, MathF.Sqrt(block.Weights[start + i]));
        ScaledGather.Copy(block.Factors, indices, roots, scaled);
        return scaled;
    }
}
