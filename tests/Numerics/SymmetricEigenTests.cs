namespace Mixtape.Numerics.Tests;

public sealed class SymmetricEigenTests
{
    [Theory]
    [MemberData(nameof(Sizes))]
    public void Decompose_RandomSymmetric_RebuildsTheMatrixFromOrthonormalRows(int n) => Check(RandomSymmetric(n), n);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(40)]
    public void Decompose_SpecialMatrices_RebuildsThem(int n)
    {
        Check(new double[n * n], n);
        var identity = new double[n * n];
        for (var i = 0; i < n; i++) identity[i * n + i] = 1;
        Check(identity, n);
        var ones = new double[n * n];
        Array.Fill(ones, 1);
        Check(ones, n);
        var graded = new double[n * n];
        for (var i = 0; i < n; i++) graded[i * n + i] = Math.Pow(10, -i);
        Check(graded, n);
        var apart = RandomSymmetric(n); // a row and column of zeros in the middle
        for (var i = 0; i < n; i++) apart[n / 2 * n + i] = apart[i * n + n / 2] = 0;
        Check(apart, n);
    }

    [Theory]
    [InlineData(1e-100)]
    [InlineData(1)]
    [InlineData(1e76)]
    public void Decompose_LowRank_RebuildsTheMatrix(double scale)
    {
        foreach (var (n, rank) in new[] { (3, 2), (33, 2), (64, 1), (64, 2), (64, 3), (64, 5), (100, 2), (100, 3), (100, 5) })
        {
            var (random, matrix) = (new SeededRandom((ulong)(100 * n + rank)), new double[n * n]);
            for (var k = 0; k < rank; k++)
            {
                var row = new double[n]; // entries over six orders of magnitude
                foreach (ref var entry in row.AsSpan()) entry = Math.Exp(3 * random.NextGaussian());
                for (var i = 0; i < n * n; i++) matrix[i] += scale * row[i / n] * row[i % n];
            }

            Check(matrix, n);
        }
    }

    [Fact]
    public void Decompose_KnownMatrix_FindsItsEigenvalues()
    {
        double[] matrix = [2, -1, 0, -1, 2, -1, 0, -1, 2];
        var values = new double[3];
        SymmetricEigen.Decompose(matrix, values);
        Assert.Equal(2 + Math.Sqrt(2), values[0], 1e-14);
        Assert.Equal(2, values[1], 1e-14);
        Assert.Equal(2 - Math.Sqrt(2), values[2], 1e-14);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Decompose_NotFinite_Throws(double bad) =>
        Assert.Throws<ArithmeticException>(() => SymmetricEigen.Decompose([1, bad, bad, 1], new double[2]));

    [Fact]
    public void Decompose_NotSquare_Throws() => Assert.Throws<ArgumentException>(() => SymmetricEigen.Decompose(new double[5], new double[2]));

    public static TheoryData<int> Sizes => [.. Enumerable.Range(0, 35), 64, 100, 130];

    private static double[] RandomSymmetric(int n)
    {
        var random = new SeededRandom((ulong)n);
        var matrix = new double[n * n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j <= i; j++) matrix[i * n + j] = matrix[j * n + i] = random.NextGaussian();
        return matrix;
    }

    private static void Check(double[] matrix, int n)
    {
        var (rows, values) = (matrix.ToArray(), new double[n]);
        SymmetricEigen.Decompose(rows, values);
        var size = matrix.Select(Math.Abs).DefaultIfEmpty(0).Max() * Math.Max(n, 1);
        for (var i = 0; i < n; i++)
        {
            Assert.True(i == 0 || values[i - 1] >= values[i]);
            for (var j = 0; j < n; j++)
            {
                double unit = 0, rebuilt = 0;
                for (var k = 0; k < n; k++)
                {
                    unit += rows[i * n + k] * rows[j * n + k];
                    rebuilt += values[k] * rows[k * n + i] * rows[k * n + j];
                }

                Assert.Equal(i == j ? 1 : 0, unit, 1e-12);
                Assert.InRange(rebuilt - matrix[i * n + j], -1e-13 * size, 1e-13 * size);
            }
        }
    }
}
