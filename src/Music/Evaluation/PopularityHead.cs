namespace Mixtape.Music.Evaluation;

/// <summary>
/// The head of the catalogue: the 1 % of tracks, rounded up, that most listeners have played, of equals those with the lower
/// key. It is known by its last track alone, whatever the size of the catalogue.
/// </summary>
/// <param name="Listeners">Listeners of the last track of the head.</param>
/// <param name="Key">Its key (<see cref="TrackKey"/>).</param>
public sealed record PopularityHead(int Listeners, long Key)
{
    private const int TracksPerHeadTrack = 100;

    /// <summary>Whether a track belongs to the head.</summary>
    public bool Holds(int listeners, long key) => listeners > Listeners || (listeners == Listeners && key <= Key);

    /// <summary>The head of a catalogue of one block.</summary>
    /// <param name="listeners">How many listeners each track has in training.</param>
    public static PopularityHead Of(int[] listeners) =>
        FindAsync(1, (_, _) => Task.FromResult(listeners), CancellationToken.None).GetAwaiter().GetResult(); // nothing to wait for

    /// <summary>Finds the head, in two passes over the blocks: one to count, one to number equals.</summary>
    /// <param name="blocks">Blocks of tracks.</param>
    /// <param name="loadListeners">Gives how many listeners each track of a block has in training.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    /// <returns>The head; one that no track belongs to where there are no tracks.</returns>
    public static async Task<PopularityHead> FindAsync(
        int blocks, Func<int, CancellationToken, Task<int[]>> loadListeners, CancellationToken cancellationToken)
    {
        var tracksByListeners = new SortedDictionary<int, long>(Comparer<int>.Create((a, b) => b.CompareTo(a)));
        long tracks = 0;
        for (var block = 0; block < blocks; block++)
        {
            foreach (var listeners in await loadListeners(block, cancellationToken))
            {
                tracksByListeners[listeners] = tracksByListeners.GetValueOrDefault(listeners) + 1;
                tracks++;
            }
        }

        var left = (tracks + TracksPerHeadTrack - 1) / TracksPerHeadTrack;
        var edge = int.MaxValue;
        foreach (var (listeners, count) in tracksByListeners)
        {
            edge = listeners;
            if (left <= count) break;
            left -= count;
        }

        for (var block = 0; block < blocks; block++)
        {
            var counts = await loadListeners(block, cancellationToken);
            for (var row = 0; row < counts.Length; row++)
                if (counts[row] == edge && --left == 0) return new PopularityHead(edge, TrackKey.Of(block, row));
        }

        return new PopularityHead(int.MaxValue, -1);
    }
}
