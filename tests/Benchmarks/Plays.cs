using System.Globalization;
using Mixtape.Music.Collaborative;
using Mixtape.Music.Listening;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Benchmarks;

/// <summary>A listening matrix as one tile a side, its values ln(1 + plays).</summary>
internal sealed record Plays(int Listeners, int Tracks, MatrixTile ByListener)
{
    private readonly MatrixTile _byTrack = ByListener.Transpose(Tracks);
    private readonly Dictionary<Side, FactorMatrix> _memory = []; // of what is projected, which goes round

    /// <summary>What its size and its weights come to.</summary>
    public MatrixTotals Totals(AlternatingLeastSquaresOptions options) =>
        new(Listeners, Tracks, ByListener.Entries, options.Confidence.Alpha * ByListener.Values.Sum(strength => (double)strength));

    /// <summary>A made-up matrix whose tracks follow Zipf's law and whose listeners differ tenfold in how much they hear.</summary>
    public static Plays PowerLaw(int listeners, int tracks, int pairs)
    {
        var random = new SeededRandom(1);
        var cumulative = new double[tracks];
        double total = 0;
        for (var i = 0; i < tracks; i++) cumulative[i] = total += Math.Pow(i + 10, -0.8);
        var (pointers, columns, counts) = (new int[2 * listeners + 1], new List<int>(pairs), new List<float>(pairs));
        for (var u = 0; u < listeners; u++)
        {
            // A tenth to ten tenths of the most, 0.391 of it on average.
            var wanted = Math.Clamp((int)Math.Round(pairs / (double)listeners * Math.Pow(10, -random.NextDouble()) / 0.391), 1, tracks / 2);
            var row = new SortedSet<int>();
            while (row.Count < wanted)
            {
                var found = Array.BinarySearch(cumulative, random.NextDouble() * total);
                row.Add(Math.Min(found < 0 ? ~found : found, tracks - 1));
            }

            columns.AddRange(row);
            for (var i = 0; i < wanted; i++) counts.Add(Pareto(random));
            pointers[2 * u + 1] = pointers[2 * u + 2] = columns.Count;
        }

        return Weighed(listeners, tracks, pointers, [.. columns], [.. counts]);
    }

    /// <summary>
    /// Reads lines of listener, track and plays (1 where missing), separated by tabs or spaces, each pair once. Twice over the file, so that
    /// nothing but the matrix is ever in memory.
    /// </summary>
    public static Plays Read(string path)
    {
        var (listeners, tracks, counts) = (new Dictionary<string, int>(), new Dictionary<string, int>(), new List<int>());
        ForEachLine(path, (listener, track, _) =>
        {
            var row = Number(listeners, listener);
            if (row == counts.Count) counts.Add(0);
            counts[row]++;
            Number(tracks, track);
        });
        var pointers = new int[2 * counts.Count + 1];
        for (var row = 0; row < counts.Count; row++) pointers[2 * row + 1] = pointers[2 * row + 2] = pointers[2 * row] + counts[row];
        var next = Enumerable.Range(0, counts.Count).Select(row => pointers[2 * row]).ToArray();
        var (columns, plays) = (new int[pointers[^1]], new float[pointers[^1]]);
        ForEachLine(path, (listener, track, count) =>
        {
            var entry = next[Number(listeners, listener)]++;
            (columns[entry], plays[entry]) = (Number(tracks, track), count);
        });
        for (var row = 0; row < counts.Count; row++) Array.Sort(columns, plays, pointers[2 * row], counts[row]);
        return Weighed(counts.Count, tracks.Count, pointers, columns, plays);
    }

    public int Rows(Side side) => side == Side.Listeners ? Listeners : Tracks;

    public MatrixTile Tile(Side side) => side == Side.Listeners ? ByListener : _byTrack;

    /// <summary>The first listeners alone.</summary>
    public Plays Head(int listeners)
    {
        var pointers = ByListener.RowPointers[..(2 * listeners + 1)];
        var (columns, plays) = (ByListener.Columns[..pointers[^1]], ByListener.Values[..pointers[^1]]);
        return new Plays(listeners, Tracks, new MatrixTile(listeners, pointers, columns, plays));
    }

    public FactorMatrix Start(AlternatingLeastSquaresOptions options) =>
        AlternatingLeastSquares.Initialize(options, [.. Enumerable.Range(0, Tracks).Select(i => $"track {i}")]);

    public async Task<(FactorMatrix Factors, RowObjective Objective)> SolveAsync(
        AlternatingLeastSquaresOptions options, Side side, FactorMatrix others, int threads, FactorMatrix? start = null)
    {
        var gramian = new Gramian(options.Width);
        gramian.Add(others);
        var axes = new PrincipalAxes(options, side, gramian, others.Rows);
        if (_memory.GetValueOrDefault(side) is not { } memory || memory.Rows != others.Rows || memory.Width != axes.Unknowns)
            _memory[side] = memory = new FactorMatrix(others.Rows, axes.Unknowns);
        return await AlternatingLeastSquares.SolveBlockAsync(
            axes, Rows(side), start, [], [0], (_, _) => Task.FromResult(Tile(side)), (_, _) => Task.FromResult(axes.Project(new WeightedFactors(others, []), threads, memory)),
            includeHoldout: false, threads, CancellationToken.None);
    }

    private static Plays Weighed(int listeners, int tracks, int[] pointers, int[] columns, float[] plays)
    {
        Logarithm.OfOnePlus(plays, plays);
        return new Plays(listeners, tracks, new MatrixTile(listeners, pointers, columns, plays));
    }

    /// <summary>A whole number of plays, 1 or more, whose tail falls as the power -1.1.</summary>
    private static float Pareto(SeededRandom random) => (float)Math.Min(5000, Math.Floor(Math.Pow(1 - random.NextDouble(), -1 / 1.1)));

    private static int Number(Dictionary<string, int> numbers, ReadOnlySpan<char> id)
    {
        var lookup = numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(id, out var number)) return number;
        return numbers[id.ToString()] = numbers.Count;
    }

    private static void ForEachLine(string path, LineVisitor visit)
    {
        Span<Range> cells = stackalloc Range[4];
        foreach (var line in File.ReadLines(path))
        {
            var count = line.AsSpan().SplitAny(cells, "\t ", StringSplitOptions.RemoveEmptyEntries);
            if (count >= 2)
                visit(line.AsSpan(cells[0]), line.AsSpan(cells[1]), count == 2 ? 1 : float.Parse(line.AsSpan(cells[2]), CultureInfo.InvariantCulture));
        }
    }

    private delegate void LineVisitor(ReadOnlySpan<char> listener, ReadOnlySpan<char> track, float plays);
}
