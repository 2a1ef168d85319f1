using Mixtape.Music.Listening;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Evaluation;

/// <summary>
/// Judges how tracks that were held out whole are ranked, among themselves, for each listener: by AUC, equal scores counting half. Whom
/// plays none of them, or all, is not judged; a pair that was only skipped is neither played nor not. Safe for concurrent use; results do
/// not depend on the number of threads.
/// </summary>
public static class ColdStartEvaluation
{
    /// <summary>Judges factors by their inner products.</summary>
    /// <param name="listeners">The factors of listeners [listeners x width].</param>
    /// <param name="tracks">The factors of the held-out tracks [tracks x width], predicted or known.</param>
    /// <param name="plays">Who plays which of them [listeners x tracks].</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static ColdStartScore Judge(FactorMatrix listeners, FactorMatrix tracks, MatrixTile plays)
    {
        if (listeners.Width != tracks.Width || listeners.Rows != plays.Rows)
        {
            throw new ArgumentException(
                $"{plays.Rows} listeners have factors of {listeners.Rows} x {listeners.Width}, and tracks {tracks.Width} wide.");
        }

        return Judge(tracks.Rows, plays, (listener, scores) =>
        {
            for (var track = 0; track < scores.Length; track++) scores[track] = Dot.Product(listeners[listener], tracks[track]);
        });
    }

    /// <summary>Judges any scores.</summary>
    /// <param name="tracks">How many tracks were held out.</param>
    /// <param name="plays">Who plays which of them [listeners x tracks].</param>
    /// <param name="score">Fills in the scores of all of them for a listener; NaN stands below all others.</param>
    public static ColdStartScore Judge(int tracks, MatrixTile plays, ScoreTracks score)
    {
        var areas = new double[plays.Rows];
        Parallel.For(0, plays.Rows, () => new float[tracks], (listener, _, scores) =>
        {
            var row = plays.Row(listener, includeHoldout: true);
            var (columns, values) = (plays.Columns[row], plays.Values[row]);
            if (values.Any(value => value > 0)) score(listener, scores);
            areas[listener] = Area(scores, columns, values);
            return scores;
        }, _ => { });
        var judged = areas.Where(area => !double.IsNaN(area)).ToArray();
        return new ColdStartScore(judged.Length, judged.Sum());
    }

    /// <summary>
    /// The probability that one of the played tracks stands above one of those that are not; NaN where there are no such pairs.
    /// </summary>
    private static double Area(ReadOnlySpan<float> scores, ReadOnlySpan<int> columns, ReadOnlySpan<float> values)
    {
        var marks = new sbyte[scores.Length]; // 1 played, -1 only skipped
        for (var e = 0; e < columns.Length; e++) marks[columns[e]] = values[e] > 0 ? (sbyte)1 : (sbyte)-1;
        var (played, others) = (marks.Count(mark => mark > 0), marks.Count(mark => mark == 0));
        if (played == 0 || others == 0) return double.NaN;
        var keys = new float[scores.Length];
        for (var i = 0; i < keys.Length; i++) keys[i] = float.IsNaN(scores[i]) ? float.NegativeInfinity : scores[i];
        Array.Sort(keys, marks);

        var (above, below) = (0.0, 0);
        for (int first = 0, end; first < keys.Length; first = end)
        {
            var (wins, losses) = (0, 0);
            for (end = first; end < keys.Length && keys[end] == keys[first]; end++)
            {
                if (marks[end] > 0) wins++;
                else if (marks[end] == 0) losses++;
            }

            above += wins * (below + losses / 2.0);
            below += losses;
        }

        return above / ((double)played * others);
    }
}

/// <summary>Fills in the scores of all held-out tracks for a listener.</summary>
public delegate void ScoreTracks(int listener, Span<float> scores);
