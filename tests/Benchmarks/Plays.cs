using System.Globalization;
using Mixtape.Music.Collaborative;
using Mixtape.Music.Listening;
using Mixtape.Numerics;

namespace Mixtape.Benchmarks;

/// <summary>A listening matrix as one tile a side.</summary>
internal sealed record Plays(int Listeners, int Tracks, MatrixTile ByListener)
{
    private readonly MatrixTile _byTrack = ByListener.Transpose(Tracks);

    /// <summary>A made-up matrix whose tracks follow Zipf's law and whose listeners differ tenfold in how much they hear.</summary>
    public static Plays PowerLaw(int listeners, int tracks, int pairs)
    {
        var random = new SeededRandom(1);
        var cumulative = new double[tracks];
        double total = 0;
        for (var i = 0; i < tracks; i++) cumulative[i] = total += Math.Pow(i + 10, -0.8);
        var rows = new SortedDictionary<int, float>[listeners];
        for (var u = 0; u < listeners; u++)
        {
            rows[u] = [];
            // A tenth to ten tenths of the most, 0.391 of it on average.
            var wanted = Math.Clamp((int)Math.Round(pairs / (double)listeners * Math.Pow(10, -random.NextDouble()) / 0.391), 1, tracks / 2);
            while (rows[u].Count < wanted)
            {
                var found = Array.BinarySearch(cumulative, random.NextDouble() * total);
                rows[u][Math.Min(found < 0 ? ~found : found, tracks - 1)] = 1 + random.Next(20);
            }
        }

        return Of(rows, tracks);
    }

    /// <summary>Reads lines of listener, track and plays (1 where missing), separated by tabs or spaces.</summary>
    public static Plays Read(string path)
    {
        var (listeners, tracks) = (new Dictionary<string, int>(), new Dictionary<string, int>());
        var rows = new List<SortedDictionary<int, float>>();
        foreach (var line in File.ReadLines(path))
        {
            var cells = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (cells.Length < 2) continue;
            if (listeners.TryAdd(cells[0], rows.Count)) rows.Add([]);
            tracks.TryAdd(cells[1], tracks.Count);
            rows[listeners[cells[0]]][tracks[cells[1]]] = cells.Length > 2 ? float.Parse(cells[2], CultureInfo.InvariantCulture) : 1;
        }

        return Of([.. rows], tracks.Count);
    }

    public int Rows(Side side) => side == Side.Listeners ? Listeners : Tracks;

    public MatrixTile Tile(Side side) => side == Side.Listeners ? ByListener : _byTrack;

    /// <summary>The first listeners alone.</summary>
    public Plays Head(int listeners)
    {
        var pointers = ByListener.RowPointers[..(2 * listeners + 1)];
        var (columns, plays) = (ByListener.Columns[..pointers[^1]], ByListener.Plays[..pointers[^1]]);
        return new Plays(listeners, Tracks, new MatrixTile(listeners, pointers, columns, plays));
    }

    public FactorMatrix Start(AlternatingLeastSquaresOptions options) =>
        new AlternatingLeastSquares(options).Initialize([.. Enumerable.Range(0, Tracks).Select(i => $"track {i}")]);

    public async Task<(FactorMatrix Factors, RowObjective Objective)> SolveAsync(
        AlternatingLeastSquaresOptions options, Side side, FactorMatrix others, int threads)
    {
        var gramian = new Gramian(options.Width);
        gramian.Add(others);
        return await new AlternatingLeastSquares(options).SolveBlockAsync(
            side, Rows(side), null, [0], (_, _) => Task.FromResult(Tile(side)), (_, _) => Task.FromResult(others), gramian, others.Rows,
            includeHoldout: false, threads, CancellationToken.None);
    }

    private static Plays Of(SortedDictionary<int, float>[] rows, int tracks)
    {
        var pointers = new List<int> { 0 };
        foreach (var row in rows) pointers.AddRange([pointers[^1] + row.Count, pointers[^1] + row.Count]);
        return new Plays(rows.Length, tracks, new MatrixTile(
            rows.Length, [.. pointers], [.. rows.SelectMany(row => row.Keys)], [.. rows.SelectMany(row => row.Values)]));
    }
}
