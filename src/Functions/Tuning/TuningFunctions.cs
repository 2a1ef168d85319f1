using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Mixtape.Functions.Http;
using Mixtape.Functions.Training;

namespace Mixtape.Functions.Tuning;

/// <summary>Starts tunings and tells how they go, and shows and resets the settings that they saved.</summary>
public sealed class TuningFunctions(
    TrainingLock trainingLock, TrainingDefaults defaults, TuningTrials trials, MixtapeOptions options, TimeProvider time)
{
    private static readonly JsonSerializerOptions _sparse = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Starts a tuning over the values of the body, each of which may be missing.</summary>
    [Function(nameof(StartTuning))]
    public async Task<IResult> StartTuning(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "tuning")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var (body, problem) = await RequestBody.ReadAsync(request, options.MaximumBodyBytes, cancellationToken);
        if (problem is not null) return problem;
        var now = time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture);
        var tuning = TrainingLock.TuningPrefix + now;
        TuningRequest chosen;
        try
        {
            chosen = TuningSettings.Parse(body)
                .ToRequest(tuning, await defaults.InForceAsync(cancellationToken), options.Tuning);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return Problems.BadSettings(exception);
        }

        if (await trainingLock.TakeAsync(tuning, client, cancellationToken) is { } running) return Problems.Busy(running);
        await trials.BeginAsync(tuning, cancellationToken);
        await client.ScheduleNewOrchestrationInstanceAsync(
            nameof(TuningOrchestrator.Tune), new TuningRun(chosen), new StartOrchestrationOptions(tuning), cancellationToken);
        return Results.Accepted(
            $"/api/tuning/{tuning}", new { id = tuning, trials = chosen.Space.Trials, statusUrl = $"/api/tuning/{tuning}" });
    }

    /// <summary>How a tuning goes, or went: its trials so far, best first, and popularity beside them.</summary>
    [Function(nameof(GetTuning))]
    public async Task<IResult> GetTuning(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "tuning/{id}")] HttpRequest request,
        string id, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var instance = await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken);
        if (instance is null || instance.Name != nameof(TuningOrchestrator.Tune))
            return Problems.NotFound("There is no tuning with that id.");
        var progress = instance.SerializedCustomStatus is null ? null : instance.ReadCustomStatusAs<TuningProgress>();
        var outcome = instance.RuntimeStatus == OrchestrationRuntimeStatus.Completed ? instance.ReadOutputAs<TuningOutcome>() : null;
        var asked = instance.ReadInputAs<TuningRun>()!.Request;
        var results = await trials.ReadAsync(id, cancellationToken);
        return Results.Ok(TuningStatus.Of(instance, asked, outcome?.Progress ?? progress, outcome, results));
    }

    /// <summary>The settings that a training starts from, and the tuning that found them, if one did.</summary>
    [Function(nameof(GetTrainingDefaults))]
    public async Task<IResult> GetTrainingDefaults(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "training-defaults")] HttpRequest request,
        CancellationToken cancellationToken) => await DescribeDefaultsAsync(cancellationToken);

    /// <summary>Lets trainings start from the app's own settings again, and tells them.</summary>
    [Function(nameof(ResetTrainingDefaults))]
    public async Task<IResult> ResetTrainingDefaults(
        [HttpTrigger(AuthorizationLevel.Admin, "delete", Route = "training-defaults")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        await defaults.ResetAsync(cancellationToken);
        return await DescribeDefaultsAsync(cancellationToken);
    }

    private async Task<IResult> DescribeDefaultsAsync(CancellationToken cancellationToken)
    {
        var saved = await defaults.ReadAsync(cancellationToken);
        var settings = TrainingSettings.Tunable(saved?.Settings.ApplyTo(options.Training) ?? options.Training);
        var value = saved is null ? (double?)null : Math.Round(saved.Value, 5);
        return Results.Json(
            new { settings, saved?.Tuning, saved?.Trial, saved?.Metric, value, saved?.SavedAt }, _sparse);
    }
}
