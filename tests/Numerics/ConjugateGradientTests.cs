namespace Mixtape.Numerics.Tests;

public sealed class ConjugateGradientTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(48)]
    [InlineData(144)]
    public void Step_AsManyTimesAsUnknowns_FindsTheSolution(int n)
    {
        var (a, expected) = (Matrix(n), SeededVectors.Of(n, 2));
        var (b, x) = (Multiply(a, expected), SeededVectors.Of(n, 3));
        var start = Multiply(a, x);
        var solver = new ConjugateGradient(n);

        solver.Start([.. b.Zip(start, (wanted, there) => there - wanted)], [.. Enumerable.Range(0, n).Select(i => a[i, i])]);
        for (var step = 0; step < n + 5; step++) solver.Step(Multiply(a, solver.Direction.ToArray()), x);

        for (var i = 0; i < n; i++) Assert.Equal(expected[i], x[i], 1e-3);
        Assert.All(solver.Residual.ToArray(), entry => Assert.Equal(0, entry, 1e-3));
    }

    [Fact]
    public void Step_EachTime_LowersTheQuadratic()
    {
        const int N = 32;
        var (a, b, x) = (Matrix(N), SeededVectors.Of(N, 2), new float[N]);
        var solver = new ConjugateGradient(N);
        solver.Start([.. b.Select(entry => -entry)], [.. Enumerable.Range(0, N).Select(i => a[i, i])]);
        var before = 0.0;
        for (var step = 0; step < 10; step++)
        {
            solver.Step(Multiply(a, solver.Direction.ToArray()), x);
            var now = x.Zip(Multiply(a, x), (entry, product) => (double)entry * product).Sum() - 2 * x.Zip(b, (entry, right) => (double)entry * right).Sum();
            Assert.True(now < before, $"Step {step} went from {before} to {now}.");
            before = now;
        }
    }

    [Fact]
    public void Step_AtTheSolution_StaysThere()
    {
        var solver = new ConjugateGradient(16);
        solver.Start(new float[16], [.. Enumerable.Repeat(2f, 16)]);
        var x = SeededVectors.Of(16, 1);
        var before = x.ToArray();
        Assert.Equal(0, solver.Step(new float[16], x));
        Assert.Equal(before, x);
    }

    [Fact]
    public void Start_OtherLength_Throws()
    {
        Assert.Throws<ArgumentException>(() => new ConjugateGradient(15));
        Assert.Throws<ArgumentException>(() => new ConjugateGradient(16).Start(new float[32], new float[16]));
        Assert.Throws<ArgumentException>(() => new ConjugateGradient(16).Start(new float[16], new float[32]));
    }

    private static float[,] Matrix(int n)
    {
        var a = new float[n, n];
        for (var k = 0; k < 2 * n; k++)
        {
            var y = SeededVectors.Of(n, 100 + (ulong)k);
            for (var i = 0; i < n; i++)
                for (var j = 0; j < n; j++) a[i, j] += y[i] * y[j] / n;
        }

        for (var i = 0; i < n; i++) a[i, i] += 1;
        return a;
    }

    private static float[] Multiply(float[,] a, float[] x) =>
        [.. Enumerable.Range(0, x.Length).Select(i => (float)Enumerable.Range(0, x.Length).Sum(j => (double)a[i, j] * x[j]))];
}
