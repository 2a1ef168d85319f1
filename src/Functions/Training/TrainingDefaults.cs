using Mixtape.Storage;

namespace Mixtape.Functions.Training;

/// <summary>
/// The settings that trainings start from where a tuning has found better ones than the app's own: one document. Safe for
/// concurrent use.
/// </summary>
public sealed class TrainingDefaults(IDocumentStore documents, MixtapeOptions options)
{
    internal const string Container = "settings";

    private static readonly DocumentKey _key = new("training", "training");

    /// <summary>What was saved, or null.</summary>
    public async Task<SavedSettings?> ReadAsync(CancellationToken cancellationToken) =>
        (await documents.ReadAsync<SavedSettings>(Container, _key, cancellationToken))?.Value;

    /// <summary>Saves settings in place of earlier ones.</summary>
    public Task WriteAsync(SavedSettings settings, CancellationToken cancellationToken) =>
        documents.WriteAsync(Container, _key, settings, default, cancellationToken);

    /// <summary>Goes back to the app's own; false where they were in force already.</summary>
    public Task<bool> ResetAsync(CancellationToken cancellationToken) => documents.DeleteAsync(Container, _key, cancellationToken);

    /// <summary>What a training does where its request says nothing else: the app's own settings, with the saved ones over them.</summary>
    public async Task<TrainingOptions> InForceAsync(CancellationToken cancellationToken) =>
        await ReadAsync(cancellationToken) is { } saved ? saved.Settings.ApplyTo(options.Training) : options.Training;
}

/// <summary>Settings that a tuning has found.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Tuning">The tuning.</param>
/// <param name="Trial">Its trial that had them.</param>
/// <param name="Metric">What they were chosen by.</param>
/// <param name="Value">Its value.</param>
/// <param name="SavedAt">When they were saved.</param>
public sealed record SavedSettings(
    TrainingSettings Settings, string Tuning, int Trial, string Metric, double Value, DateTimeOffset SavedAt);
