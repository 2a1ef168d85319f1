using Mixtape.Music.Blobs;
using Mixtape.Music.Evaluation;
using Mixtape.Numerics;

namespace Mixtape.Music.Listening;

/// <summary>
/// The plays of one block of listeners against one block of tracks, before tracks are numbered: the columns of the tile
/// are rows of a table of the block's own.
/// </summary>
/// <param name="Tracks">The tracks that occur.</param>
/// <param name="Tile">[listeners x those tracks].</param>
public sealed record BlockPlays(IdTable Tracks, MatrixTile Tile)
{
    /// <summary>The block of a track.</summary>
    public static int BlockOf(string track, int trackBlocks) => StableHash.Block(StableHash.Of(track), trackBlocks);

    /// <summary>Sorts counted plays into track blocks.</summary>
    /// <returns>The block's listeners, and its plays against each track block.</returns>
    public static (IdTable Listeners, BlockPlays[] Blocks) Build(PlayCounter counter, int trackBlocks, HoldoutOptions holdout)
    {
        var listeners = new List<string>();
        var builders = new Builder[trackBlocks];
        for (var i = 0; i < trackBlocks; i++) builders[i] = new Builder();
        foreach (var (listener, tracks) in counter.Listeners())
        {
            listeners.Add(listener);
            var held = HoldoutSplit.Of(holdout, listener, tracks, counter.AsOf);
            for (var part = 0; part < 2; part++)
            {
                for (var i = 0; i < tracks.Length; i++)
                {
                    if (held[i] != (part == 1)) continue;
                    builders[BlockOf(tracks[i].Track, trackBlocks)].Add(tracks[i].Track, tracks[i].Plays);
                }

                foreach (var builder in builders) builder.EndPart();
            }
        }

        return (new IdTable([.. listeners]), [.. builders.Select(builder => builder.Build(listeners.Count))]);
    }

    /// <summary>
    /// The tile with columns numbered by the track block's table; tracks that the table lacks are left out.
    /// </summary>
    public MatrixTile Renumber(IdTable tracks)
    {
        var columns = new int[Tracks.Count];
        for (int local = 0, global = 0; local < columns.Length; local++)
        {
            while (global < tracks.Count && string.CompareOrdinal(tracks[global], Tracks[local]) < 0) global++;
            columns[local] = global < tracks.Count && tracks[global] == Tracks[local] ? global : -1;
        }

        var pointers = new int[Tile.RowPointers.Length];
        var renumbered = new List<int>(Tile.Entries);
        var plays = new List<float>(Tile.Entries);
        for (var part = 0; part + 1 < pointers.Length; part++)
        {
            for (var e = Tile.RowPointers[part]; e < Tile.RowPointers[part + 1]; e++)
            {
                if (columns[Tile.Columns[e]] < 0) continue;
                renumbered.Add(columns[Tile.Columns[e]]);
                plays.Add(Tile.Values[e]);
            }

            pointers[part + 1] = renumbered.Count;
        }

        return new MatrixTile(Tile.Rows, pointers, [.. renumbered], [.. plays]);
    }

    /// <summary>The bytes of a segment: the table's blob, then the tile's. Empty where nothing was played.</summary>
    public async Task<byte[]> ToBytesAsync(CancellationToken cancellationToken)
    {
        if (Tile.Entries == 0) return [];
        var bytes = new MemoryStream();
        await Tracks.WriteAsync(bytes, cancellationToken);
        await bytes.WriteAsync(await TileBlob.ToBytesAsync(Tile, cancellationToken), cancellationToken);
        return bytes.ToArray();
    }

    /// <summary>Reads a segment that is not empty.</summary>
    public static async Task<BlockPlays> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var tracks = await IdTable.ReadAsync(stream, cancellationToken);
        return new BlockPlays(tracks, await TileBlob.ReadAsync(stream, tracks.Count, cancellationToken));
    }

    /// <summary>Collects one track block's entries row by row.</summary>
    private sealed class Builder
    {
        private readonly List<int> _pointers = [0];
        private readonly List<string> _tracks = [];
        private readonly List<float> _plays = [];

        public void Add(string track, float plays)
        {
            _tracks.Add(track);
            _plays.Add(plays);
        }

        public void EndPart() => _pointers.Add(_tracks.Count);

        public BlockPlays Build(int listeners)
        {
            var sorted = _tracks.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
            var rows = new Dictionary<string, int>(sorted.Length, StringComparer.Ordinal);
            foreach (var track in sorted) rows.Add(track, rows.Count);
            int[] columns = [.. _tracks.Select(track => rows[track])];
            return new BlockPlays(new IdTable(sorted), new MatrixTile(listeners, [.. _pointers], columns, [.. _plays]));
        }
    }
}
