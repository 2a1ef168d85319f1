using System.Text.Json;
using Mixtape.Functions.Training;
using Mixtape.Music.Listening;

namespace Mixtape.Functions.Tuning;

/// <summary>What a tuning's request may set; null leaves the default.</summary>
public sealed record TuningSettings(
    int[]? Factors = null,
    int[]? Iterations = null,
    float[]? Alpha = null,
    double[]? Regularization = null,
    float[]? RegularizationExponent = null,
    ConfidenceCurve[]? Curve = null,
    bool[]? Biases = null,
    int? Random = null,
    ulong? Seed = null,
    string? Metric = null,
    bool? Save = null,
    double? Holdout = null,
    HoldoutMethod? HoldoutMethod = null,
    int? HoldoutItems = null,
    double? HoldoutDays = null,
    DateTimeOffset? HoldoutAfter = null)
{
    /// <summary>Reads a request's body; an empty one sets nothing.</summary>
    /// <exception cref="JsonException">It is no such object, or sets something that does not exist.</exception>
    public static TuningSettings Parse(ReadOnlySpan<byte> utf8) => utf8.IsEmpty
        ? new TuningSettings()
        : JsonSerializer.Deserialize<TuningSettings>(utf8, TrainingSettings.Json) ?? new TuningSettings();

    /// <summary>The request as a tuning takes it.</summary>
    /// <param name="tuning">The tuning's id.</param>
    /// <param name="inForce">What a training would do now.</param>
    /// <param name="limits">What a tuning may take.</param>
    /// <exception cref="ArgumentException">A value is outside its limits, or there are too many of them.</exception>
    public TuningRequest ToRequest(string tuning, TrainingOptions inForce, TuningOptions limits)
    {
        var space = new TuningSpace
        {
            Factors = Distinct(Factors, nameof(Factors)),
            Iterations = Distinct(Iterations, nameof(Iterations)),
            Alpha = Distinct(Alpha, nameof(Alpha)),
            Regularization = Distinct(Regularization, nameof(Regularization)),
            RegularizationExponent = Distinct(RegularizationExponent, nameof(RegularizationExponent)),
            Curve = Distinct(Curve, nameof(Curve)),
            Biases = Distinct(Biases, nameof(Biases)),
            Random = Random,
            Seed = Seed ?? 1,
        }.OrDefault();
        if (Random is < 1 or >= TuningSpace.MaximumTrials)
            throw new ArgumentException($"random must be 1 to {TuningSpace.MaximumTrials - 1} trials.");
        if (space.Trials > TuningSpace.MaximumTrials)
        {
            throw new ArgumentException(
                $"The grid has more than {TuningSpace.MaximumTrials - 1} trials: shorten its lists, or draw some of it with random.");
        }

        var metric = Metric ?? TuningMetric.All[0].Name;
        if (TuningMetric.Find(metric) is null)
            throw new ArgumentException($"metric must be one of {string.Join(", ", TuningMetric.All.Select(known => known.Name))}.");
        var holdout = new TrainingSettings(
            Holdout: Holdout, HoldoutMethod: HoldoutMethod, HoldoutItems: HoldoutItems, HoldoutDays: HoldoutDays,
            HoldoutAfter: HoldoutAfter);
        var options = holdout.ApplyTo(inForce);
        if (options.Holdout is { Method: Music.Listening.HoldoutMethod.Fraction, Fraction: 0 } or { MaximumListeners: 0 })
            throw new ArgumentException("A tuning judges by what is withheld: let the holdout be above 0.");
        Check(space, options);
        return new TuningRequest(tuning, options, space, metric, Save ?? true, limits);
    }

    // Limits are ranges, so where each value of a list is within them, whatever is drawn between is, too.
    private static void Check(TuningSpace space, TrainingOptions options)
    {
        IEnumerable<TrainingSettings> each =
        [
            .. (space.Factors ?? []).Select(value => new TrainingSettings(Factors: value)),
            .. (space.Iterations ?? []).Select(value => new TrainingSettings(Iterations: value)),
            .. (space.Alpha ?? []).Select(value => new TrainingSettings(Alpha: value)),
            .. (space.Regularization ?? []).Select(value => new TrainingSettings(Regularization: value)),
            .. (space.RegularizationExponent ?? []).Select(value => new TrainingSettings(RegularizationExponent: value)),
        ];
        foreach (var settings in each) settings.ApplyTo(options);
    }

    private static T[]? Distinct<T>(T[]? values, string name)
    {
        var field = JsonNamingPolicy.CamelCase.ConvertName(name);
        return values switch
        {
            null => null,
            { Length: 0 } => throw new ArgumentException($"{field} has no values: leave it out, or name one."),
            { Length: > TuningSpace.MaximumValues } => throw new ArgumentException(
                $"{field} has {values.Length} values: {TuningSpace.MaximumValues} are the most."),
            _ => [.. values.Distinct()],
        };
    }
}
