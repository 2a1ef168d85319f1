using System.Runtime.CompilerServices;
using Mixtape.Music.Listening;
using Mixtape.Music.Listening.Import;

namespace Mixtape.Cli;

/// <summary>
/// Sends rows to the server in batches of a thousand, four on the way at once; in memory bounded by these and by the
/// number of different tracks. Each track is sent once. Sending all of it again changes nothing.
/// </summary>
internal sealed class Uploader(MixtapeClient client)
{
    private const int BatchSize = 1000;
    private const int InFlight = 4;

    private int _events;
    private int _tracks;
    private int _follows;

    /// <summary>What the server has accepted so far.</summary>
    public UploadCounts Counts =>
        new(Volatile.Read(ref _events), Volatile.Read(ref _tracks), Volatile.Read(ref _follows));

    public Task SendAsync(IAsyncEnumerable<ImportedRow> rows, CancellationToken token) => Parallel.ForEachAsync(
        Batches(rows, token),
        new ParallelOptions { MaxDegreeOfParallelism = InFlight, CancellationToken = token },
        async (batch, stop) =>
        {
            if (batch.Tracks is { } tracks) Interlocked.Add(
                ref _tracks, (await client.SendTracksAsync(tracks, stop)).Accepted);
            if (batch.Events is { } events) Interlocked.Add(
                ref _events, (await client.SendEventsAsync(events, stop)).Accepted);
        });

    public async Task SendAsync(IReadOnlyList<Follow> follows, CancellationToken token)
    {
        foreach (var batch in follows.Chunk(BatchSize))
        {
            Interlocked.Add(ref _follows, (await client.SendFollowsAsync(batch, token)).Accepted);
        }
    }

    private static async IAsyncEnumerable<Batch> Batches(
        IAsyncEnumerable<ImportedRow> rows, [EnumeratorCancellation] CancellationToken token)
    {
        var seen = new HashSet<string>();
        var (events, tracks) = (new List<ListeningEvent>(BatchSize), new List<Track>(BatchSize));
        await foreach (var (happening, track) in rows.WithCancellation(token))
        {
            if (track is not null && seen.Add(track.Id)) tracks.Add(track);
            if (happening is not null) events.Add(happening);
            if (tracks.Count == BatchSize)
            {
                yield return new Batch(null, tracks);
                tracks = new List<Track>(BatchSize);
            }

            if (events.Count == BatchSize)
            {
                yield return new Batch(events, null);
                events = new List<ListeningEvent>(BatchSize);
            }
        }

        if (tracks.Count > 0) yield return new Batch(null, tracks);
        if (events.Count > 0) yield return new Batch(events, null);
    }

    private sealed record Batch(IReadOnlyList<ListeningEvent>? Events, IReadOnlyList<Track>? Tracks);
}

/// <summary>What has been accepted.</summary>
internal readonly record struct UploadCounts(int Events, int Tracks, int Follows);
