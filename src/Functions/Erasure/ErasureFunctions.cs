using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Mixtape.Functions.Http;
using Mixtape.Functions.Training;

namespace Mixtape.Functions.Erasure;

/// <summary>Lets a listener leave.</summary>
public sealed class ErasureFunctions(Erasures erasures)
{
    private const string Remains =
        "The generation that serves has the listener's id and vector until a training begun later is published, and is kept as the one "
        + "before until another is.";

    /// <summary>
    /// Erases a listener. To do so again, after a failure too, starts anew and finds what is left. Events that come in later begin a new
    /// history.
    /// </summary>
    [Function(nameof(EraseListener))]
    public async Task<IResult> EraseListener(
        [HttpTrigger(AuthorizationLevel.Admin, "delete", Route = "users/{id}")] HttpRequest request,
        string id, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (Problems.IfInvalid("listener", id) is { } invalid) return invalid;
        var erasure = await erasures.AddAsync(id, cancellationToken);
        await client.ScheduleNewOrchestrationInstanceAsync(
            nameof(EraseOrchestrator.Erase), new ErasureRun(erasure, new ErasureProgress()), new StartOrchestrationOptions(erasure),
            cancellationToken);
        var url = $"/api/erasures/{erasure}";
        return Results.Accepted(url, new { id = erasure, statusUrl = url, remains = Remains });
    }

    /// <summary>How an erasure goes, or went.</summary>
    [Function(nameof(GetErasure))]
    public async Task<IResult> GetErasure(
        [HttpTrigger(AuthorizationLevel.Admin, "get", Route = "erasures/{id}")] HttpRequest request,
        string id, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var instance = await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken);
        if (instance is null || instance.Name != nameof(EraseOrchestrator.Erase))
            return Problems.NotFound("There is no erasure with that id.");
        var progress = instance.SerializedCustomStatus is null ? null : instance.ReadCustomStatusAs<ErasureProgress>();
        return Results.Ok(ErasureStatus.Of(instance, progress ?? new ErasureProgress(), Remains));
    }
}

/// <summary>An erasure, as it is told.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Status">pending, running, completed, failed or terminated.</param>
/// <param name="Batches">Batches of events that the listener was taken out of.</param>
/// <param name="Documents">Other documents of the listener that were deleted.</param>
/// <param name="WaitsFor">The training whose end it waits, or waited, for.</param>
/// <param name="Remains">What stays for a while once it is completed.</param>
/// <param name="Error">What went wrong, where something did; erase the listener again.</param>
public sealed record ErasureStatus(
    string Id, string Status, int Batches, int Documents, string? WaitsFor, string Remains, string? Error)
{
    /// <summary>Puts the answer together.</summary>
    public static ErasureStatus Of(OrchestrationMetadata instance, ErasureProgress progress, string remains) => new(
        instance.InstanceId, instance.RuntimeStatus.ToString().ToLowerInvariant(), progress.Batches, progress.Documents, progress.WaitsFor,
        remains, instance.FailureDetails is { } failure ? TrainingStatus.Innermost(failure) : null);
}
