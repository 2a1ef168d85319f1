using Mixtape.Music.Evaluation;

namespace Mixtape.Music.Listening;

/// <summary>
/// Joins tiles of some listeners into one matrix in memory, with the tracks that occur there alone: its size is that of the pairs
/// added, whatever the catalogue's. Listeners stand in the order they were added in; tracks by block, then row. Not safe for
/// concurrent use.
/// </summary>
/// <param name="maximumPairs">A listener who would make the matrix larger than that is left out.</param>
public sealed class ListeningMatrixBuilder(long maximumPairs)
{
    private readonly List<string> _listeners = [];
    private readonly List<int> _pointers = [0];
    private readonly List<int> _columns = []; // numbers of the order in which tracks first came
    private readonly List<float> _values = [];
    private readonly Dictionary<long, int> _numbers = [];

    /// <summary>Listeners added.</summary>
    public int Listeners => _listeners.Count;

    /// <summary>Pairs added.</summary>
    public long Pairs => _columns.Count;

    /// <summary>The tracks that occur (<see cref="TrackKey"/>), rising.</summary>
    public long[] TrackKeys => [.. _numbers.Keys.Order()];

    /// <summary>Adds a listener, unless there is no room.</summary>
    /// <param name="listener">The listener's id.</param>
    /// <param name="row">The listener's row in the tiles.</param>
    /// <param name="tiles">The tiles of the listener's block, each with the block of tracks that it is against, rising.</param>
    public void Add(string listener, int row, IReadOnlyList<(int Block, MatrixTile Tile)> tiles)
    {
        var pairs = tiles.Sum(tile => (long)tile.Tile.RowPointers[2 * row + 2] - tile.Tile.RowPointers[2 * row]);
        if (Pairs + pairs > maximumPairs) return;
        _listeners.Add(listener);
        for (var part = 0; part < 2; part++)
        {
            foreach (var (block, tile) in tiles)
            {
                for (var e = tile.RowPointers[2 * row + part]; e < tile.RowPointers[2 * row + part + 1]; e++)
                {
                    var key = TrackKey.Of(block, tile.Columns[e]);
                    if (!_numbers.TryGetValue(key, out var number)) _numbers.Add(key, number = _numbers.Count);
                    _columns.Add(number);
                    _values.Add(tile.Values[e]);
                }
            }

            _pointers.Add(_columns.Count);
        }
    }

    /// <summary>The matrix.</summary>
    /// <param name="tracks">The ids of <see cref="TrackKeys"/>.</param>
    public ListeningMatrix Build(IReadOnlyList<string> tracks)
    {
        var keys = TrackKeys;
        if (tracks.Count != keys.Length) throw new ArgumentException($"There are {keys.Length} tracks, but {tracks.Count} ids.");
        // Columns follow the keys, and entries came by key, so those of a row rise.
        var columns = new int[keys.Length];
        for (var column = 0; column < keys.Length; column++) columns[_numbers[keys[column]]] = column;
        return new ListeningMatrix(_listeners, tracks, new MatrixTile(
            _listeners.Count, [.. _pointers], [.. _columns.Select(number => columns[number])], [.. _values]));
    }
}
