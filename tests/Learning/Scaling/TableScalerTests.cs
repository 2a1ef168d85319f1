using System.Text;
using Mixtape.Learning.Scaling;
using Mixtape.Numerics;

namespace Mixtape.Learning.Tests.Scaling;

public sealed class TableScalerTests
{
    [Fact]
    public void Fit_Standard_HasMeanAndDeviation()
    {
        var scaler = TableScaler.Fit(Column(1, 2, 3, 6), ScalingKind.Standard);

        Assert.Equal(new ColumnScaling("x", ScalingKind.Standard, 3, (float)Math.Sqrt(3.5), 3), Assert.Single(scaler.Columns));
        var scaled = Doubles(scaler.Transform(Column(1, 2, 3, 6)));
        Assert.Equal([-2 / Math.Sqrt(3.5), -1 / Math.Sqrt(3.5), 0, 3 / Math.Sqrt(3.5)], scaled, Near);
    }

    [Fact]
    public void Fit_MinMax_MapsTheRangeToOne()
    {
        var scaler = TableScaler.Fit(Column(-1, 0, 3, float.NaN), ScalingKind.MinMax);

        // The mean of what is there is 2/3.
        Assert.Equal([0, 0.25, 1, 5.0 / 12], Doubles(scaler.Transform(Column(-1, 0, 3, float.NaN))), Near);
    }

    [Fact]
    public void Fit_Log_StandardizesTheLogarithms()
    {
        float[] numbers = [0, 1, 10, 100, 1_000];
        var logs = numbers.Select(number => Math.Log(1 + number)).ToArray();
        var mean = logs.Average();
        var deviation = Math.Sqrt(logs.Average(log => (log - mean) * (log - mean)));

        var scaled = TableScaler.Fit(Column(numbers), ScalingKind.Log).Transform(Column([.. numbers, float.NaN, -7]));

        // Below 0, as a model could still be given, counts as 0.
        Assert.Equal([.. logs.Select(log => (log - mean) / deviation), 0, -mean / deviation], Doubles(scaled), Near);
    }

    [Fact]
    public void Fit_Automatic_TakesLogarithmsOfSkewedColumnsThatTheyHelp()
    {
        var random = new SeededRandom(3);
        var values = new float[4 * 1_000];
        for (var i = 0; i < values.Length; i += 4)
        {
            values[i] = (float)Math.Exp(3 + random.NextGaussian());
            values[i + 1] = -values[i];
            values[i + 2] = (float)random.NextGaussian();
            values[i + 3] = random.Next(20) == 0 ? 1 : 0; // skewed, and just as skewed in logarithms
        }

        var scaler = TableScaler.Fit(new FeatureTable(["durations", "below 0", "even", "flag"], values));

        Assert.Equal(
            [ScalingKind.Log, ScalingKind.Standard, ScalingKind.Standard, ScalingKind.Standard],
            scaler.Columns.Select(column => column.Kind));
    }

    [Fact]
    public void Fit_ByColumn_OverridesTheKind()
    {
        var table = new FeatureTable(["a", "b"], [1, 2, 3, 4]);

        var scaler = TableScaler.Fit(table, ScalingKind.Standard, new Dictionary<string, ScalingKind> { ["b"] = ScalingKind.MinMax });

        Assert.Equal([ScalingKind.Standard, ScalingKind.MinMax], scaler.Columns.Select(column => column.Kind));
        Assert.Contains("no column 'c'", Assert.Throws<InvalidTableException>(
            () => TableScaler.Fit(table, ScalingKind.Standard, new Dictionary<string, ScalingKind> { ["c"] = ScalingKind.Log })).Message);
    }

    [Theory]
    [InlineData(ScalingKind.Standard)]
    [InlineData(ScalingKind.MinMax)]
    [InlineData(ScalingKind.Log)]
    public void Transform_ConstantColumn_GivesZeroAndTheConstantBack(ScalingKind kind)
    {
        var scaler = TableScaler.Fit(Column(7.3f, 7.3f, float.NaN, 7.3f), kind);

        Assert.Equal([0, 0, 0], scaler.Transform(Column(7.3f, float.NaN, 1e9f)).Values.ToArray());
        Assert.Equal([7.3, 7.3], Doubles(scaler.Inverse(Column(0, 5))), Near);
    }

    [Theory]
    [InlineData(ScalingKind.Standard)]
    [InlineData(ScalingKind.MinMax)]
    [InlineData(ScalingKind.Log)]
    public void Inverse_OfTransform_IsTheTable(ScalingKind kind)
    {
        var random = new SeededRandom(5);
        float[] numbers = [.. Enumerable.Range(0, 500).Select(_ => (float)Math.Exp(10 * random.NextDouble()))];
        var scaler = TableScaler.Fit(Column(numbers), kind);

        var back = Doubles(scaler.Inverse(scaler.Transform(Column(numbers))));

        // Within the scaled numbers' rounding to floats.
        var spread = kind == ScalingKind.Log ? 1 : scaler.Columns[0].Spread;
        for (var i = 0; i < numbers.Length; i++) Assert.Equal(numbers[i], back[i], 1e-6 * (numbers[i] + spread));
    }

    [Fact]
    public void Fit_GreatOffsets_LosesNothing()
    {
        // In one pass with floats, these deviations would be noise.
        float[] numbers = [.. Enumerable.Range(0, 1_000).Select(i => 1e6f + i % 10)];

        Assert.Equal(Math.Sqrt(8.25), TableScaler.Fit(Column(numbers), ScalingKind.Standard).Columns[0].Spread, 1e-6);
    }

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(3e15f)]
    public void FitAndTransform_AbsurdNumbers_NameRowAndColumn(float absurd)
    {
        var table = new FeatureTable(["a", "b"], [1, 2, 3, absurd], ["first", "second"]);

        Assert.Contains("Row 2 ('second') has", Assert.Throws<InvalidTableException>(() => TableScaler.Fit(table)).Message);
        Assert.Contains("in column 'b'", Assert.Throws<InvalidTableException>(
            () => TableScaler.Fit(new FeatureTable(["a", "b"], [1, 2])).Transform(table)).Message);
    }

    [Fact]
    public void Fit_ColumnsThatCannotBeScaled_SaysWhy()
    {
        Assert.Contains(
            "no numbers at all",
            Assert.Throws<InvalidTableException>(() => TableScaler.Fit(Column(float.NaN, float.NaN))).Message);
        Assert.Contains("has -1", Assert.Throws<InvalidTableException>(() => TableScaler.Fit(Column(1, -1), ScalingKind.Log)).Message);
        Assert.Contains("but the scaling x", Assert.Throws<InvalidTableException>(
            () => TableScaler.Fit(Column(1, 2)).Transform(new FeatureTable(["y"], [1]))).Message);
    }

    [Fact]
    public void Json_RoundTrip_IsTheSame()
    {
        var scaler = TableScaler.Fit(new FeatureTable(["a", "b, \"c\""], [1, 200, 3, 0.1f]), ScalingKind.Log);

        var back = TableScaler.Parse(scaler.ToJson());

        Assert.Equal(scaler.Columns, back.Columns);
        Assert.Equal(scaler.ToJson(), back.ToJson());
        Assert.StartsWith("""{"format":1,"columns":[{"name":"a","kind":"log","offset":""", Encoding.UTF8.GetString(scaler.ToJson()));
    }

    [Theory]
    [InlineData("", "damaged")]
    [InlineData("null", "null")]
    [InlineData("{}", "damaged")]
    [InlineData("""{"format":2,"columns":[]}""", "format 2")]
    [InlineData("""{"format":1,"columns":[]}""", "no columns")]
    [InlineData("""{"format":1,"columns":[null]}""", "null")]
    [InlineData("""{"format":1,"columns":[{"name":"x","kind":"standard","offset":0,"spread":-1,"missing":0}]}""", "no scaling")]
    [InlineData("""{"format":1,"columns":[{"name":"x","kind":"automatic","offset":0,"spread":1,"missing":0}]}""", "no scaling")]
    [InlineData("""{"format":1,"columns":[{"name":"x","kind":1,"offset":0,"spread":1,"missing":0}]}""", "damaged")]
    [InlineData("""{"format":1,"columns":[{"name":"x","kind":"log","offset":1e300,"spread":1,"missing":0}]}""", "no scaling")]
    [InlineData("""{"format":1,"columns":[{"name":"x","kind":"log","offset":0,"spread":1e-44,"missing":0}]}""", "no scaling")]
    [InlineData("""{"format":1,"columns":[{"name":"x","kind":"log","offset":0,"spread":1,"missing":0,"more":1}]}""", "damaged")]
    public void Parse_Damaged_IsRefused(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidTableException>(() => TableScaler.Parse(Encoding.UTF8.GetBytes(json))).Message);

    [Fact]
    public void Parse_TooLarge_IsRefused() =>
        Assert.Contains(
            "are the most",
            Assert.Throws<InvalidTableException>(() => TableScaler.Parse(new byte[TableScaler.MaximumBytes + 1])).Message);

    private static FeatureTable Column(params float[] numbers) => new(["x"], numbers);

    private static double[] Doubles(FeatureTable table) => Array.ConvertAll(table.Values.ToArray(), value => (double)value);

    private static bool Near(double expected, double actual) => Math.Abs(expected - actual) <= 1e-6 * Math.Max(1, Math.Abs(expected));
}
