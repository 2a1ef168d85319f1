using System.Text.Json;
using Mixtape.Functions.Training;
using Mixtape.Music.Listening;

namespace Mixtape.Functions.Tests.Training;

public sealed class TrainingSettingsTests
{
    [Fact]
    public void ApplyTo_NothingSet_LeavesTheOptions()
    {
        var options = new TrainingOptions { Model = new() { Confidence = new() { Alpha = 3, Bm25K1 = 7 } } };
        Assert.Equal(options, TrainingSettings.Parse("{}"u8).ApplyTo(options));
        Assert.Equal(options, TrainingSettings.Parse([]).ApplyTo(options));
    }

    [Fact]
    public void ApplyTo_ConfidenceSet_TakesItAndKeepsTheRest()
    {
        var settings = TrainingSettings.Parse(
            """{"curve":"bm25","alpha":2,"relativeToListener":false,"silenceExponent":0.5,"propensityExponent":0}"""u8);
        var expected = new ConfidenceOptions
        {
            Curve = ConfidenceCurve.Bm25,
            Alpha = 2,
            RelativeToListener = false,
            SilenceExponent = 0.5f,
            PropensityExponent = 0,
            Bm25B = 0.1f,
        };
        Assert.Equal(expected, settings.ApplyTo(new() { Model = new() { Confidence = new() { Bm25B = 0.1f } } }).Model.Confidence);
    }

    [Theory]
    [InlineData("Logarithmic", ConfidenceCurve.Logarithmic)]
    [InlineData("linear", ConfidenceCurve.Linear)]
    [InlineData("BM25", ConfidenceCurve.Bm25)]
    public void ApplyTo_Curve_GoesByNameInAnyCase(string name, ConfidenceCurve curve) =>
        Assert.Equal(curve, Parse(name).ApplyTo(new()).Model.Confidence.Curve);

    [Theory]
    [InlineData("cubic")]
    [InlineData("1")]
    [InlineData("")]
    public void Parse_UnknownCurve_Throws(string name) => Assert.Throws<JsonException>(() => Parse(name));

    private static TrainingSettings Parse(string curve) =>
        TrainingSettings.Parse(JsonSerializer.SerializeToUtf8Bytes(new { curve }));
}
