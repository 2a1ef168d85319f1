using Mixtape.Music.Blobs;
using Mixtape.Music.Listening;

namespace Mixtape.Functions.Serving;

/// <summary>
/// Numbers tracks by row: those of one set of blocks, one block after the other, then those of another. Immutable, safe for concurrent use.
/// </summary>
internal sealed class TrackRows
{
    private readonly IdTable[] _ids; // of both sets, one behind the other
    private readonly int[] _offsets;
    private readonly int _blocks;

    /// <summary>Numbers them.</summary>
    /// <param name="first">The tracks whose rows come first, by block.</param>
    /// <param name="second">The tracks behind them, by block too.</param>
    public TrackRows(IdTable[] first, IdTable[] second)
    {
        (_blocks, _ids) = (first.Length, [.. first, .. second]);
        _offsets = new int[_ids.Length + 1];
        for (var i = 0; i < _ids.Length; i++) _offsets[i + 1] = checked(_offsets[i] + _ids[i].Count);
    }

    /// <summary>How many rows.</summary>
    public int Count => _offsets[^1];

    /// <summary>How many of them are of the first set.</summary>
    public int First => _offsets[_blocks];

    /// <summary>The id of a row.</summary>
    public string this[int row]
    {
        get
        {
            var place = Array.BinarySearch(_offsets, row);
            if (place < 0) place = ~place - 1;
            else while (_offsets[place + 1] == row) place++; // empty blocks share an offset with the next
            return _ids[place][row - _offsets[place]];
        }
    }

    /// <summary>The row where a block of the first set begins.</summary>
    public int Start(int block) => _offsets[block];

    /// <summary>The row of a track, or -1.</summary>
    public int Find(string track)
    {
        var block = BlockPlays.BlockOf(track, _blocks);
        for (var place = block; place < _ids.Length; place += _blocks)
            if (_ids[place].Find(track) is >= 0 and var row) return _offsets[place] + row;
        return -1;
    }
}
