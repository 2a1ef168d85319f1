using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Mixtape.Functions.Http;
using Mixtape.Functions.Training;

namespace Mixtape.Functions.Audio;

/// <summary>
/// Runs over all audio: what was put into the store by other means, and what hearing one by one has missed. One runs at a time.
/// </summary>
public sealed class AudioAnalysisFunctions(
    AudioBlobs blobs, AudioRuns runs, TimeProvider time, ILogger<AudioAnalysisFunctions> logger)
{
    // The hour, UTC, in which the timer's run also looks for results of audio that is gone.
    private const int ForgettingHour = 4;

    /// <summary>Hears what is unheard, every hour; a single look at the store where there is no audio.</summary>
    [Function(nameof(AnalyzeAudioHourly))]
    public async Task AnalyzeAudioHourly(
        [TimerTrigger("0 20 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        await using var audio = blobs.ListAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        if (!await audio.MoveNextAsync()) return;
        if (await runs.StartAllAsync(client, time.GetUtcNow().Hour == ForgettingHour, cancellationToken))
            logger.LogInformation("Looking for audio that is unheard.");
    }

    /// <summary>Hears what came in as a run over all was ending; a single read where nothing waits.</summary>
    [Function(nameof(HearWaitingAudio))]
    public async Task HearWaitingAudio(
        [TimerTrigger("40 * * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await runs.IsWaitingAsync(cancellationToken)) await runs.StartAllAsync(client, forgetsGone: false, cancellationToken);
    }

    /// <summary>
    /// Hears what is unheard now; where that is running already, it is that run that is told of, which may have listed the audio before
    /// the latest came in.
    /// </summary>
    [Function(nameof(StartAudioAnalysis))]
    public async Task<IResult> StartAudioAnalysis(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "audio/analyses")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var isNew = await runs.StartAllAsync(client, forgetsGone: true, cancellationToken);
        const string Url = $"/api/audio/analyses/{AudioRuns.Instance}";
        return Results.Accepted(Url, new { id = AudioRuns.Instance, statusUrl = Url, isNew });
    }

    /// <summary>How a run over all audio goes, or went.</summary>
    [Function(nameof(GetAudioAnalysis))]
    public async Task<IResult> GetAudioAnalysis(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "audio/analyses/{id}")] HttpRequest request,
        string id, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var instance = await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken);
        if (instance is null || instance.Name != nameof(AudioOrchestrator.HearAll))
            return Problems.NotFound("There is no analysis of audio with that id.");
        var progress = instance.SerializedCustomStatus is null ? null : instance.ReadCustomStatusAs<AudioProgress>();
        return Results.Ok(AudioAnalysisStatus.Of(instance, progress ?? new AudioProgress()));
    }
}

/// <summary>The answer to how a run over all audio goes.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="Status">pending, running, completed, failed, terminated or suspended.</param>
/// <param name="Total">Recordings in all.</param>
/// <param name="Done">Those done with: <paramref name="Heard"/>, <paramref name="Known"/> and <paramref name="Failed"/> together.</param>
/// <param name="Heard">Those that were heard.</param>
/// <param name="Known">Those that nothing was left to do for.</param>
/// <param name="Failed">Those that cannot be heard.</param>
/// <param name="LeftOut">Blobs among the audio whose names are no track's.</param>
/// <param name="Forgotten">Results of audio that is gone.</param>
/// <param name="Error">What went wrong, where something did.</param>
public sealed record AudioAnalysisStatus(
    string Id, string Status, long Total, long Done, long Heard, long Known, long Failed, long LeftOut, long Forgotten, string? Error)
{
    /// <summary>Puts the answer together.</summary>
    public static AudioAnalysisStatus Of(OrchestrationMetadata instance, AudioProgress progress) => new(
        instance.InstanceId,
        instance.RuntimeStatus.ToString().ToLowerInvariant(),
        progress.Total,
        progress.Heard + progress.Known + progress.Failed,
        progress.Heard,
        progress.Known,
        progress.Failed,
        progress.LeftOut,
        progress.Forgotten,
        instance.FailureDetails is { } failure ? TrainingStatus.Innermost(failure) : null);
}
