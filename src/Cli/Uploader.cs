using System.Runtime.CompilerServices;
using Mixtape.Music.Listening;
using Mixtape.Music.Listening.Import;

namespace Mixtape.Cli;

/// <summary>
/// Sends rows to the server in batches of a thousand, or fewer where tracks say much, four on the way at once; in memory bounded by these and by the
/// number of different tracks. Each track is sent once. Sending all of it again changes nothing.
/// </summary>
internal sealed class Uploader(MixtapeClient client)
{
    private const int BatchSize = 1000;
    private const int InFlight = 4;

    // Of the 4 MB that the server takes; a batch is closed by the track that exceeds it.
    private const int BatchBytes = 3_500_000;

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
        var (events, tracks, bytes) = (new List<ListeningEvent>(BatchSize), new List<Track>(BatchSize), 0);
        await foreach (var (happening, track) in rows.WithCancellation(token))
        {
            if (track is not null && seen.Add(track.Id))
            {
                tracks.Add(track);
                bytes += MostBytes(track);
            }

            if (happening is not null) events.Add(happening);
            if (tracks.Count == BatchSize || bytes > BatchBytes)
            {
                yield return new Batch(null, tracks);
                (tracks, bytes) = (new List<Track>(BatchSize), 0);
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

    /// <summary>What a track takes at most as JSON, where a character is up to 6 bytes (\u00e9) and a number some 25.</summary>
    private static int MostBytes(Track track)
    {
        const int Character = 6;
        const int Rest = 200;
        var bytes = Rest + Character * (track.Id.Length + track.Title.Length + track.Artist.Length + (track.ArtistId?.Length ?? 0));
        foreach (var name in track.Features?.Keys ?? []) bytes += Character * name.Length + 30;
        return bytes;
    }

    private sealed record Batch(IReadOnlyList<ListeningEvent>? Events, IReadOnlyList<Track>? Tracks);
}

/// <summary>What has been accepted.</summary>
internal readonly record struct UploadCounts(int Events, int Tracks, int Follows);
