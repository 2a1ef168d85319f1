using Mixtape.Music.Blobs;

namespace Mixtape.Music.Listening;

/// <summary>
/// Gathers the tracks of one track block from all listener blocks, and how many listeners each has. Not safe for
/// concurrent use.
/// </summary>
public sealed class TrackNumbering
{
    private readonly Dictionary<string, (int Training, int All)> _listeners = new(StringComparer.Ordinal);

    /// <summary>Adds what one listener block plays of the track block. Skips alone make nobody a listener.</summary>
    public void Add(BlockPlays plays)
    {
        var training = new int[plays.Tracks.Count];
        var all = new int[plays.Tracks.Count];
        for (var row = 0; row < plays.Tile.Rows; row++)
        {
            for (var e = plays.Tile.RowPointers[2 * row]; e < plays.Tile.RowPointers[2 * row + 2]; e++)
            {
                if (plays.Tile.Values[e] <= 0) continue;
                all[plays.Tile.Columns[e]]++;
                if (e < plays.Tile.RowPointers[2 * row + 1]) training[plays.Tile.Columns[e]]++;
            }
        }

        for (var i = 0; i < all.Length; i++)
        {
            var known = _listeners.GetValueOrDefault(plays.Tracks[i]);
            _listeners[plays.Tracks[i]] = (known.Training + training[i], known.All + all[i]);
        }
    }

    /// <summary>The block's tracks, and of each how many listeners it has in training, and with the holdout.</summary>
    public (IdTable Tracks, int[] Training, int[] All) Build()
    {
        var ids = _listeners.Keys.Order(StringComparer.Ordinal).ToArray();
        return (new IdTable(ids), [.. ids.Select(id => _listeners[id].Training)], [.. ids.Select(id => _listeners[id].All)]);
    }
}
