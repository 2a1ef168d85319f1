using System.Text.Json;
using System.Text.Json.Serialization;
using Mixtape.Functions.Http;
using Mixtape.Music.Collaborative;
using Mixtape.Music.Listening;

namespace Mixtape.Functions.Training;

/// <summary>What a training's request may set; null leaves the app's own setting.</summary>
public sealed record TrainingSettings(
    int? Factors = null,
    int? Iterations = null,
    int? FinishingIterations = null,
    [property: JsonConverter(typeof(CamelCaseEnum))] ConfidenceCurve? Curve = null,
    float? Alpha = null,
    bool? RelativeToListener = null,
    float? SilenceExponent = null,
    float? PropensityExponent = null,
    double? Regularization = null,
    float? RegularizationExponent = null,
    bool? Biases = null,
    [property: JsonConverter(typeof(CamelCaseEnum))] RowSolverKind? Solver = null,
    ulong? Seed = null,
    bool? WarmStart = null,
    double? Holdout = null,
    [property: JsonConverter(typeof(CamelCaseEnum))] HoldoutMethod? HoldoutMethod = null,
    int? HoldoutItems = null,
    double? HoldoutDays = null,
    DateTimeOffset? HoldoutAfter = null,
    double? TolerableLoss = null)
{
    /// <summary>How requests are read.</summary>
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new CamelCaseEnum() },
    };

    /// <summary>Reads a request's body; an empty one sets nothing.</summary>
    /// <exception cref="JsonException">It is no such object, or sets something that does not exist.</exception>
    public static TrainingSettings Parse(ReadOnlySpan<byte> utf8) =>
        utf8.IsEmpty ? new TrainingSettings() : JsonSerializer.Deserialize<TrainingSettings>(utf8, Json) ?? new TrainingSettings();

    /// <summary>Of some options those settings that a tuning can vary.</summary>
    public static TrainingSettings Tunable(TrainingOptions options) => new(
        Factors: options.Model.Factors,
        Iterations: options.Iterations,
        Alpha: options.Model.Confidence.Alpha,
        Regularization: options.Regularization,
        RegularizationExponent: options.Model.RegularizationExponent,
        Curve: options.Model.Confidence.Curve,
        Biases: options.Model.Biases);

    /// <summary>The options with these settings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its limits.</exception>
    public TrainingOptions ApplyTo(TrainingOptions options)
    {
        var chosen = With(options);
        if (WarmStart == true && chosen.Iterations < TrainingOptions.FewestWarmIterations)
        {
            throw new ArgumentOutOfRangeException(
                nameof(Iterations), chosen.Iterations,
                $"a warm start needs {TrainingOptions.FewestWarmIterations} iterations or more, so that it forgets what is withheld this time.");
        }

        return chosen;
    }

    private TrainingOptions With(TrainingOptions options) => options with
    {
        Regularization = Regularization ?? options.Regularization,
        Iterations = Iterations ?? options.Iterations,
        FinishingIterations = FinishingIterations ?? options.FinishingIterations,
        TolerableLoss = TolerableLoss ?? options.TolerableLoss,
        WarmStart = WarmStart ?? options.WarmStart,
        Holdout = options.Holdout with
        {
            Method = HoldoutMethod ?? options.Holdout.Method,
            Fraction = Holdout ?? options.Holdout.Fraction,
            LastItems = HoldoutItems ?? options.Holdout.LastItems,
            Days = HoldoutDays ?? options.Holdout.Days,
            After = HoldoutAfter ?? (HoldoutDays is null ? options.Holdout.After : null),
            Seed = Seed ?? options.Holdout.Seed,
        },
        Model = options.Model with
        {
            Factors = Factors ?? options.Model.Factors,
            RegularizationExponent = RegularizationExponent ?? options.Model.RegularizationExponent,
            Biases = Biases ?? options.Model.Biases,
            Solver = Solver ?? options.Model.Solver,
            Seed = Seed ?? options.Model.Seed,
            Confidence = ApplyTo(options.Model.Confidence),
        },
    };

    private ConfidenceOptions ApplyTo(ConfidenceOptions options) => options with
    {
        Curve = Curve ?? options.Curve,
        Alpha = Alpha ?? options.Alpha,
        RelativeToListener = RelativeToListener ?? options.RelativeToListener,
        SilenceExponent = SilenceExponent ?? options.SilenceExponent,
        PropensityExponent = PropensityExponent ?? options.PropensityExponent,
    };
}
