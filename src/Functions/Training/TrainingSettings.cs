using System.Text.Json;
using System.Text.Json.Serialization;
using Mixtape.Music.Listening;

namespace Mixtape.Functions.Training;

/// <summary>What a training's request may set; null leaves the app's own setting.</summary>
public sealed record TrainingSettings(
    int? Factors = null,
    int? Iterations = null,
    int? FinishingIterations = null,
    string? Curve = null,
    float? Alpha = null,
    bool? RelativeToListener = null,
    float? SilenceExponent = null,
    float? PropensityExponent = null,
    double? Regularization = null,
    float? RegularizationExponent = null,
    bool? Biases = null,
    ulong? Seed = null,
    double? Holdout = null,
    double? TolerableLoss = null)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Reads a request's body; an empty one sets nothing.</summary>
    /// <exception cref="JsonException">It is no such object, or sets something that does not exist.</exception>
    public static TrainingSettings Parse(ReadOnlySpan<byte> utf8) =>
        utf8.IsEmpty ? new TrainingSettings() : JsonSerializer.Deserialize<TrainingSettings>(utf8, _json) ?? new TrainingSettings();

    /// <summary>The options with these settings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its limits.</exception>
    public TrainingOptions ApplyTo(TrainingOptions options) => options with
    {
        Regularization = Regularization ?? options.Regularization,
        Iterations = Iterations ?? options.Iterations,
        FinishingIterations = FinishingIterations ?? options.FinishingIterations,
        TolerableLoss = TolerableLoss ?? options.TolerableLoss,
        Holdout = options.Holdout with { Fraction = Holdout ?? options.Holdout.Fraction, Seed = Seed ?? options.Holdout.Seed },
        Model = options.Model with
        {
            Factors = Factors ?? options.Model.Factors,
            RegularizationExponent = RegularizationExponent ?? options.Model.RegularizationExponent,
            Biases = Biases ?? options.Model.Biases,
            Seed = Seed ?? options.Model.Seed,
            Confidence = ApplyTo(options.Model.Confidence),
        },
    };

    private ConfidenceOptions ApplyTo(ConfidenceOptions options) => options with
    {
        Curve = Curve is null ? options.Curve : ParseCurve(Curve),
        Alpha = Alpha ?? options.Alpha,
        RelativeToListener = RelativeToListener ?? options.RelativeToListener,
        SilenceExponent = SilenceExponent ?? options.SilenceExponent,
        PropensityExponent = PropensityExponent ?? options.PropensityExponent,
    };

    // Names alone: the numbers behind them are nobody's business, and the message lists what there is.
    private static ConfidenceCurve ParseCurve(string name)
    {
        foreach (var curve in Enum.GetValues<ConfidenceCurve>())
            if (name.Equals(curve.ToString(), StringComparison.OrdinalIgnoreCase)) return curve;
        throw new ArgumentOutOfRangeException(nameof(Curve), name, "curve must be logarithmic, linear or bm25.");
    }
}
