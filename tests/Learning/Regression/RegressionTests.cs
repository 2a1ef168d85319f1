using Mixtape.Learning.Neural;
using Mixtape.Learning.Regression;
using Mixtape.Numerics;

namespace Mixtape.Learning.Tests.Regression;

public sealed class RegressionTests
{
    private static readonly NetworkRegressionOptions _network = new()
    {
        Hidden = [32],
        MostEpochs = 60,
        BatchSize = 16,
        WeightDecay = 1e-3,
        LearningRate = 1e-2,
    };

    [Fact]
    public void Fit_OfALinearMap_RecoversItWhateverTheUnits()
    {
        var rows = Rows(400, 5, 3, (x, k) => 2 * x[k] / 1000 - 3 * x[4] + 7 + k, scale: i => i < 4 ? 1000 : 1);

        var map = RidgeRegression.Fit(Equations(rows), 1e-9);

        var answers = map.Predict(rows.Inputs);
        for (var row = 0; row < rows.Count; row++)
            for (var k = 0; k < 3; k++) Assert.Equal(rows.Targets[row][k], answers[row][k], 2e-3f);
        Assert.True(map.IsLinear);
        Assert.InRange(RegressionQuality.Of(map, rows, Equations(rows)).VarianceExplained, 0.999999, 1);
    }

    [Fact]
    public void Fit_OfOneInput_IsTheClosedForm()
    {
        // x of mean 0 and deviation 1, y = 3 x + 1: the slope is 3 / (1 + penalty), the mean stays.
        var rows = new RegressionRows(Matrix([-1], [1]), Matrix([-2], [4]), []);

        var answers = RidgeRegression.Fit(Equations(rows), 0.5).Predict(Matrix([1], [0], [-3]));

        Assert.Equal([3, 1, -5], new[] { answers[0][0], answers[1][0], answers[2][0] }.Select(y => Math.Round(y, 5)));
    }

    [Fact]
    public void Fit_OfWeightedRows_IsThatOfRepeatedOnes()
    {
        var rows = Rows(60, 4, 2, (x, k) => x[k] * x[k] + x[3]);
        float[] weights = [.. Enumerable.Range(0, 60).Select(row => row % 4f)];
        int[] repeated = [.. Enumerable.Range(0, 60).SelectMany(row => Enumerable.Repeat(row, row % 4))];

        var weighted = RidgeRegression.Fit(Equations(rows.With(weights)), 0.1).Predict(rows.Inputs);
        var plain = RidgeRegression.Fit(Equations(rows.Select(repeated)), 0.1).Predict(rows.Inputs);

        for (var row = 0; row < 60; row++)
            for (var k = 0; k < 2; k++) Assert.Equal(plain[row][k], weighted[row][k], 1e-4f);
    }

    [Fact]
    public void NormalEquations_AddedInBlocks_GiveTheSameMap()
    {
        var rows = Rows(1000, 6, 2, (x, k) => x[k] - x[5]);
        var blocks = new NormalEquations(6, 2);
        for (var first = 0; first < 1000; first += 130) blocks.Add(rows.Select([.. Enumerable.Range(first, Math.Min(130, 1000 - first))]));

        var (whole, cut) = (RidgeRegression.Fit(Equations(rows), 0.01), RidgeRegression.Fit(blocks, 0.01));

        Assert.Equal(1000, blocks.Rows);
        for (var row = 0; row < 1000; row++) Assert.Equal(whole.Predict(rows.Inputs)[row][1], cut.Predict(rows.Inputs)[row][1], 1e-4f);
    }

    [Fact]
    public void Choose_WithMuchNoise_TakesALargerPenaltyThanWithout()
    {
        var random = new SeededRandom(3);
        double Noise(double size) => size * random.NextGaussian();
        var (clean, noisy) = (Rows(80, 30, 2, (x, k) => x[k]), Rows(80, 30, 2, (x, k) => x[k] + Noise(6)));
        var (cleanOut, noisyOut) = (Rows(400, 30, 2, (x, k) => x[k], seed: 9), Rows(400, 30, 2, (x, k) => x[k] + Noise(6), seed: 9));

        var little = RidgeRegression.Choose(Equations(clean), cleanOut, RidgeRegression.Penalties);
        var much = RidgeRegression.Choose(Equations(noisy), noisyOut, RidgeRegression.Penalties);

        Assert.Equal(RidgeRegression.Penalties[0], little.Penalty);
        Assert.True(much.Penalty >= 1, $"{much.Penalty}");
        Assert.Equal(little.Quality, RegressionQuality.Of(little.Map, cleanOut, Equations(clean)));
    }

    [Fact]
    public void Train_OfABentMap_ExplainsWhatNoLineDoes()
    {
        var (rows, heldOut) = (Rows(2000, 4, 2, Bent), Rows(300, 4, 2, Bent, seed: 9));
        var equations = Equations(rows);
        var ridge = RidgeRegression.Choose(equations, heldOut, RidgeRegression.Penalties);

        var (map, epochs) = NetworkRegression.Train(ridge.Map, rows, heldOut, _network);

        var quality = RegressionQuality.Of(map, heldOut, equations);
        Assert.InRange(ridge.Quality.VarianceExplained, -0.1, 0.3);
        Assert.InRange(quality.VarianceExplained, 0.9, 1);
        Assert.True(quality.IsBetterThan(ridge.Quality) && quality.MeanCosine > ridge.Quality.MeanCosine);
        Assert.InRange(epochs, 1, _network.MostEpochs);
        Assert.False(map.IsLinear);

        static double Bent(float[] x, int k) => x[k] * x[k] + Math.Sin(2 * x[3]);
    }

    [Fact]
    public void Train_Twice_GivesTheSameBytes()
    {
        var rows = Rows(300, 4, 2, (x, k) => x[k] * x[2]);
        var ridge = RidgeRegression.Fit(Equations(rows), 0.1);

        Assert.Equal(Saved(Once()), Saved(Once()));
        Assert.Equal(Saved(Again()), Saved(Again()));

        VectorRegression Again() => NetworkRegression.Retrain(ridge, rows, 3, _network);

        VectorRegression Once() => NetworkRegression.Train(ridge, rows, rows.Select([.. Enumerable.Range(0, 40)]), _network).Map;
    }

    [Fact]
    public void Retrain_ForAllEpochs_IsTheTrainingWithoutHeldOutRows()
    {
        var rows = Rows(256, 4, 2, (x, k) => x[k] + x[2]);
        var ridge = RidgeRegression.Fit(Equations(rows), 1e-4);
        var map = NetworkRegression.Retrain(ridge, rows, _network.MostEpochs, _network);

        Assert.InRange(RegressionQuality.Of(map, rows, Equations(rows)).VarianceExplained, 0.99, 1);
    }

    [Fact]
    public void Train_WithWeightsOfZero_IgnoresThoseRows()
    {
        var rows = Rows(400, 3, 1, (x, k) => x[0] * x[0]);
        for (var row = 0; row < 400; row += 2) rows.Targets[row][0] = 100;
        var weighted = rows.With([.. Enumerable.Range(0, 400).Select(row => row % 2f)]);
        var heldOut = Rows(100, 3, 1, (x, k) => x[0] * x[0], seed: 9);
        var equations = Equations(weighted);

        var (map, _) = NetworkRegression.Train(RidgeRegression.Fit(equations, 0.1), weighted, heldOut, _network);

        Assert.InRange(RegressionQuality.Of(map, heldOut, equations).VarianceExplained, 0.8, 1);
    }

    [Fact]
    public void Load_OfWhatWasSaved_AnswersTheSameAndDamageIsRefused()
    {
        var rows = Rows(200, 4, 2, (x, k) => x[k] * x[2]);
        var ridge = RidgeRegression.Fit(Equations(rows), 0.1);
        foreach (var map in new[] { ridge, NetworkRegression.Retrain(ridge, rows, 2, _network with { Hidden = [8, 5] }) })
        {
            var bytes = Saved(map);
            var again = VectorRegression.Load(new MemoryStream(bytes));
            Assert.Equal(map.Predict(rows.Inputs).Data.ToArray(), again.Predict(rows.Inputs).Data.ToArray());
            Assert.Equal(bytes, Saved(again));
            bytes[bytes.Length / 2] ^= 1;
            Assert.Throws<InvalidCheckpointException>(() => VectorRegression.Load(new MemoryStream(bytes)));
        }
    }

    [Fact]
    public void Fit_OfConstantAndRepeatedInputs_GivesFiniteAnswers()
    {
        var rows = Rows(50, 4, 2, (x, k) => x[0] + k);
        for (var row = 0; row < 50; row++)
        {
            rows.Inputs[row][1] = 3.3f;
            rows.Inputs[row][2] = rows.Inputs[row][0];
        }

        var answers = RidgeRegression.Fit(Equations(rows), 1e-3).Predict(rows.Inputs);

        for (var row = 0; row < 50; row++) Assert.Equal(rows.Targets[row][0], answers[row][0], 0.02f);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5e-4, 0.99)]
    public void Choose_OfInputsThatHardlyDiffer_TellsTargetsByWhatTheyDifferBy(double spread, double explained)
    {
        RegressionRows Alike(int count, ulong seed)
        {
            var rows = Rows(count, 32, 2, (x, k) => spread > 0 ? x[k] : 1, seed: seed);
            foreach (ref var value in rows.Inputs.Data) value = (float)(0.7 + spread * value);
            return rows.With([.. Enumerable.Range(0, count).Select(row => 0.1f + row % 7 / 10f)]);
        }

        var (_, map, quality) = RidgeRegression.Choose(Equations(Alike(200, 1)), Alike(50, 2), RidgeRegression.Penalties);

        Assert.InRange(quality.VarianceExplained, explained, 1);
        Assert.All(map.Predict(Alike(50, 3).Inputs).Data.ToArray(), answer => Assert.InRange(answer, -6, 6));
    }

    [Fact]
    public void Fit_OfOneRow_AnswersItsTarget()
    {
        var rows = new RegressionRows(Matrix([1, 2]), Matrix([5, 6, 7]), []);

        var map = RidgeRegression.Fit(Equations(rows), 0.1);

        Assert.Equal([5f, 6f, 7f], map.Predict(Matrix([100, -100]))[0].ToArray());
        Assert.Equal(0, RegressionQuality.Of(map, rows, Equations(rows)).VarianceExplained);
    }

    [Fact]
    public void Of_TwoRows_HasTheStandardErrorOfTheirGains()
    {
        RegressionRows Row(float target) => new(Matrix([1]), Matrix([target]), []);
        var (five, three) = (Equations(Row(5)), Equations(Row(3)));
        var heldOut = new RegressionRows(Matrix([1], [1]), Matrix([5], [3]), []);
        var map = RidgeRegression.Fit(five, 0.1);

        var quality = RegressionQuality.Of(map, heldOut, three);

        // Squares of 4 and 0 without the map, of 0 and 4 with it: it gains 4 and -4, whose sum has the variance 2 * 32.
        Assert.Equal((0, 2), (quality.VarianceExplained, quality.StandardError));
        Assert.Equal(double.PositiveInfinity, RegressionQuality.Of(map, Row(5), three).StandardError);
    }

    [Fact]
    public void WhatCannotBeFitted_IsRefusedWithAReason()
    {
        var rows = Rows(10, 2, 1, (x, k) => x[0]);
        Assert.Throws<ArgumentException>(() => RidgeRegression.Fit(new NormalEquations(2, 1), 0.1));
        Assert.Throws<ArgumentException>(() => RidgeRegression.Fit(Equations(rows.With(new float[10])), 0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RidgeRegression.Fit(Equations(rows), 0));
        Assert.Throws<ArgumentException>(() => new NormalEquations(3, 1).Add(rows));
        Assert.Throws<ArgumentException>(() => rows.With([-1, 1, 1, 1, 1, 1, 1, 1, 1, 1]));
        Assert.Throws<ArgumentException>(() => new RegressionRows(Matrix([float.NaN]), Matrix([1]), []));
        Assert.Throws<ArgumentException>(() => new RegressionRows(Matrix([1]), Matrix([1], [2]), []));
        var map = RidgeRegression.Fit(Equations(rows), 0.1);
        Assert.Throws<ArgumentException>(() => map.Predict(Matrix([1])));
        Assert.Throws<ArgumentException>(() => NetworkRegression.Retrain(map, rows, 1, _network with { Hidden = [] }));
        Assert.Throws<ArgumentException>(() => NetworkRegression.Retrain(map, rows.With(new float[10]), 1, _network));
    }

    private static NormalEquations Equations(RegressionRows rows)
    {
        var equations = new NormalEquations(rows.Inputs.Width, rows.Targets.Width);
        equations.Add(rows);
        return equations;
    }

    private static RegressionRows Rows(
        int count, int inputs, int outputs, Func<float[], int, double> target, Func<int, double>? scale = null, ulong seed = 1)
    {
        var random = new SeededRandom(seed);
        var rows = new RegressionRows(new FactorMatrix(count, inputs), new FactorMatrix(count, outputs), []);
        for (var row = 0; row < count; row++)
        {
            for (var i = 0; i < inputs; i++) rows.Inputs[row][i] = (float)(random.NextGaussian() * (scale?.Invoke(i) ?? 1));
            for (var k = 0; k < outputs; k++) rows.Targets[row][k] = (float)target(rows.Inputs[row].ToArray(), k);
        }

        return rows;
    }

    private static FactorMatrix Matrix(params float[][] rows)
    {
        var matrix = new FactorMatrix(rows.Length, rows[0].Length);
        for (var row = 0; row < rows.Length; row++) rows[row].CopyTo(matrix[row]);
        return matrix;
    }

    private static byte[] Saved(VectorRegression map)
    {
        var stream = new MemoryStream();
        map.Save(stream);
        return stream.ToArray();
    }
}
