using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Mixtape.Storage;

namespace Mixtape.Functions.Audio;

/// <summary>
/// Starts what hears audio: a run of its own for audio that comes in now and then, and the one run over all audio, of which there is one at
/// a time, for a library that comes in at once. Trainings and playlists wait for the same workers, first come, first served: the run over
/// all takes few of them at a time, where each of ten thousand runs would have its place in the queue before them. Safe for concurrent use.
/// </summary>
public sealed class AudioRuns(IDocumentStore documents, MixtapeOptions options, TimeProvider time)
{
    /// <summary>The instance of the run over all audio.</summary>
    public const string Instance = "audio-analysis";

    // Runs of their own that this machine starts within a window at most: fewer than what two workers hear in that time.
    private const int RunsAWindow = 48;

    internal const string Container = "audio";

    private static readonly TimeSpan _window = TimeSpan.FromMinutes(1);
    private static readonly DocumentKey _waiting = new("waiting", "waiting");

    private readonly Lock _lock = new();
    private DateTimeOffset _windowEnd;
    private int _left;

    /// <summary>
    /// Has audio that was stored heard: by a run of its own, or, where many came in shortly before, by the run over all audio. That one
    /// looks again where audio came in after it had listed all; for what comes in at its very end, a timer looks every minute.
    /// </summary>
    public async Task StartAsync(DurableTaskClient client, AudioTask stored, string instance, CancellationToken cancellationToken)
    {
        if (TryTakeTurn())
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                nameof(AudioOrchestrator.HearTrack), stored, new StartOrchestrationOptions(instance), cancellationToken);
            return;
        }

        await documents.WriteAsync(Container, _waiting, new Waiting(time.GetUtcNow()), default, cancellationToken);
        await StartAllAsync(client, forgetsGone: false, cancellationToken);
    }

    /// <summary>Starts the run over all audio.</summary>
    /// <returns>False where it is under way.</returns>
    public async Task<bool> StartAllAsync(DurableTaskClient client, bool forgetsGone, CancellationToken cancellationToken)
    {
        if (await client.GetInstanceAsync(Instance, cancellationToken) is { IsCompleted: false }) return false;
        var run = new AudioRun(Guid.NewGuid().ToString("N"), options.AudioAnalysesAtOnce, forgetsGone);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                nameof(AudioOrchestrator.HearAll), run, new StartOrchestrationOptions(Instance), cancellationToken);
            return true;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Back ends refuse an id that is running with exceptions of their own; if it does run, another caller was first.
            if (await client.GetInstanceAsync(Instance, cancellationToken) is null or { IsCompleted: true }) throw;
            return false;
        }
    }

    /// <summary>Whether audio waits for the run over all that it may not have listed.</summary>
    public async Task<bool> IsWaitingAsync(CancellationToken cancellationToken) =>
        await documents.ReadAsync<Waiting>(Container, _waiting, cancellationToken) is not null;

    /// <summary>Before all audio is listed: what waits until then will be in the list.</summary>
    public Task ClearWaitingAsync(CancellationToken cancellationToken) => documents.DeleteAsync(Container, _waiting, cancellationToken);

    private bool TryTakeTurn()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (now >= _windowEnd) (_windowEnd, _left) = (now + _window, RunsAWindow);
            if (_left == 0) return false;
            _left--;
            return true;
        }
    }

    private sealed record Waiting(DateTimeOffset Since);
}
