using System.Globalization;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Mixtape.Functions.Telemetry;
using Mixtape.Storage;

namespace Mixtape.Functions.Audio;

/// <summary>The steps of hearing audio. Each can run twice: it finds done what it did.</summary>
public sealed class AudioActivities(
    IBlobStore store, AudioBlobs blobs, TrackAudioStore results, AudioRuns runs, AudioHearing hearing)
{
    /// <summary>Recordings of a group at most: with the longest ids their tasks stay below 16 KB.</summary>
    public const int GroupSize = 10;

    /// <summary>Into how many shares the results are cut to look for those of audio that is gone.</summary>
    public const int Shares = 32;

    private const string Folder = "audio-analyses/";

    // Ids of such a page are some 5 MB at most.
    private const int EntriesPerPage = 5_000;

    private const int ResultsPerRead = 500;

    /// <summary>Lists all audio, in pages under the run's name; those of runs before go.</summary>
    [Function(nameof(ListAudio))]
    public async Task<AudioPlan> ListAudio([ActivityTrigger] string run, CancellationToken cancellationToken)
    {
        await runs.ClearWaitingAsync(cancellationToken);
        await ClearAudioPages(run, cancellationToken);
        var page = new List<AudioTask>();
        var plan = new AudioPlan(0, 0, 0);
        await foreach (var (track, blob) in blobs.ListAsync(cancellationToken))
        {
            if (track is null)
            {
                plan = plan with { LeftOut = plan.LeftOut + 1 };
                continue;
            }

            page.Add(new AudioTask(track, blob.ETag));
            plan = plan with { Total = plan.Total + 1 };
            if (page.Count == EntriesPerPage) await EndPageAsync();
        }

        if (page.Count > 0) await EndPageAsync();
        return plan;

        async Task EndPageAsync()
        {
            await store.WriteAsync(
                PageName(run, plan.Pages),
                (stream, cancellation) => JsonSerializer.SerializeAsync(stream, page, cancellationToken: cancellation),
                default,
                cancellationToken);
            plan = plan with { Pages = plan.Pages + 1 };
            page.Clear();
        }
    }

    /// <summary>The next recordings of a page of which not all is known.</summary>
    [Function(nameof(FindUnheard))]
    public async Task<AudioGroup> FindUnheard([ActivityTrigger] AudioPage page, CancellationToken cancellationToken)
    {
        await using var stream = await store.OpenReadAsync(PageName(page.Run, page.Page), cancellationToken: cancellationToken);
        var tasks = (await JsonSerializer.DeserializeAsync<AudioTask[]>(stream, cancellationToken: cancellationToken))!;
        var group = new List<AudioTask>();
        var (next, known, failed) = (page.From, 0, 0);
        while (next < tasks.Length && group.Count < GroupSize)
        {
            var ahead = tasks.AsMemory(next, Math.Min(ResultsPerRead, tasks.Length - next)).ToArray();
            var found = await results.GetAsync(ahead.Select(task => task.Track), cancellationToken);
            foreach (var task in ahead)
            {
                if (group.Count == GroupSize) break;
                next++;
                if (!found.TryGetValue(task.Track, out var audio) || !audio.IsCurrent(task.ETag, hearing.Model)) group.Add(task);
                else if (audio.Failure is null) known++;
                else failed++;
            }
        }

        return new AudioGroup([.. group], next < tasks.Length ? next : -1, known, failed);
    }

    /// <summary>Hears one recording.</summary>
    [Function(nameof(HearAudio))]
    public async Task<AudioOutcome> HearAudio([ActivityTrigger] AudioTask task, CancellationToken cancellationToken)
    {
        var outcome = await hearing.HearAsync(task, cancellationToken);
        Instruments.AudioHeard.Add(
            1, new KeyValuePair<string, object?>("mixtape.outcome", JsonNamingPolicy.CamelCase.ConvertName(outcome.ToString())));
        return outcome;
    }

    /// <summary>Writes down that one could not be heard, however often it was tried.</summary>
    [Function(nameof(GiveAudioUp))]
    public Task<AudioOutcome> GiveAudioUp([ActivityTrigger] AudioFailure failure, CancellationToken cancellationToken) =>
        hearing.GiveUpAsync(failure, cancellationToken);

    /// <summary>Forgets the results of audio that is gone, in one share of them.</summary>
    /// <returns>How many.</returns>
    [Function(nameof(ForgetGoneAudio))]
    public async Task<int> ForgetGoneAudio([ActivityTrigger] int share, CancellationToken cancellationToken)
    {
        var forgotten = 0;
        for (var bucket = share; bucket < TrackAudioStore.Buckets; bucket += Shares)
        {
            await foreach (var audio in results.ReadBucketAsync(bucket, cancellationToken))
            {
                if (await blobs.FindAsync(audio.Track, cancellationToken) is not null) continue;
                await results.DeleteAsync(audio.Track, cancellationToken);
                forgotten++;
            }
        }

        return forgotten;
    }

    /// <summary>Deletes the lists of this run and of those before.</summary>
    [Function(nameof(ClearAudioPages))]
    public async Task ClearAudioPages([ActivityTrigger] string run, CancellationToken cancellationToken)
    {
        await foreach (var blob in store.ListAsync(Folder, cancellationToken)) await store.DeleteAsync(blob.Name, cancellationToken);
    }

    /// <summary>Whether audio came in that the run may not have listed.</summary>
    [Function(nameof(IsAudioWaiting))]
    public Task<bool> IsAudioWaiting([ActivityTrigger] string run, CancellationToken cancellationToken) =>
        runs.IsWaitingAsync(cancellationToken);

    private static string PageName(string run, int page) => $"{Folder}{run}/{page.ToString("D6", CultureInfo.InvariantCulture)}.json";
}
