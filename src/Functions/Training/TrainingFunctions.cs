using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Mixtape.Functions.Http;
using Mixtape.Functions.Tuning;

namespace Mixtape.Functions.Training;

/// <summary>Starts trainings and tells how they go.</summary>
public sealed class TrainingFunctions(
    TrainingLock trainingLock, TrainingDefaults defaults, TuningTrials trials, MixtapeOptions options, TimeProvider time,
    ILogger<TrainingFunctions> logger)
{
    private static readonly TimeSpan _remembered = TimeSpan.FromDays(30);

    /// <summary>Starts a training with the settings of the body, each of which may be missing.</summary>
    [Function(nameof(StartTraining))]
    public async Task<IResult> StartTraining(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "training")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var (body, problem) = await RequestBody.ReadAsync(request, options.MaximumBodyBytes, cancellationToken);
        if (problem is not null) return problem;
        TrainingOptions chosen;
        try
        {
            chosen = TrainingSettings.Parse(body).ApplyTo(await defaults.InForceAsync(cancellationToken));
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return Problems.BadSettings(exception);
        }

        var (training, running) = await StartAsync(client, chosen, cancellationToken);
        return running is null
            ? Results.Accepted($"/api/training/{training}", new { id = training, statusUrl = $"/api/training/{training}" })
            : Problems.Busy(running);
    }

    /// <summary>Trains every night at three, UTC, and forgets the orchestrations of a month ago.</summary>
    [Function(nameof(TrainDaily))]
    public async Task TrainDaily(
        [TimerTrigger("0 0 3 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        OrchestrationRuntimeStatus[] over =
            [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];
        await client.PurgeAllInstancesAsync(
            new PurgeInstancesFilter(null, time.GetUtcNow() - _remembered, over), cancellationToken);
        await trials.ForgetAsync(time.GetUtcNow() - _remembered, cancellationToken);
        var (training, running) = await StartAsync(client, await defaults.InForceAsync(cancellationToken), cancellationToken);
        if (running is null) logger.LogInformation("Training {Training} started.", training);
        else logger.LogInformation("{Running} is still running; the nightly one is left out.", running);
    }

    /// <summary>How a training goes, or went.</summary>
    [Function(nameof(GetTraining))]
    public async Task<IResult> GetTraining(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "training/{id}")] HttpRequest request,
        string id, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var instance = await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken);
        if (instance is null || instance.Name != nameof(TrainingOrchestrator.Train))
            return Problems.NotFound("There is no training with that id.");
        var progress = instance.SerializedCustomStatus is null ? null : instance.ReadCustomStatusAs<TrainingProgress>();
        var outcome = instance.RuntimeStatus == OrchestrationRuntimeStatus.Completed ? instance.ReadOutputAs<TrainingOutcome>() : null;
        return Results.Ok(TrainingStatus.Of(instance, outcome?.Progress ?? progress, outcome));
    }

    private async Task<(string Training, string? Running)> StartAsync(
        DurableTaskClient client, TrainingOptions chosen, CancellationToken cancellationToken)
    {
        var training = time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture);
        if (await trainingLock.TakeAsync(training, client, cancellationToken) is { } running) return (training, running);
        await client.ScheduleNewOrchestrationInstanceAsync(
            nameof(TrainingOrchestrator.Train), new TrainingRequest(training, chosen), new StartOrchestrationOptions(training),
            cancellationToken);
        return (training, null);
    }
}
