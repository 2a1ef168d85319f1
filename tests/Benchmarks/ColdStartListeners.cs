using Mixtape.Music.Collaborative;
using Mixtape.Music.Evaluation;
using Mixtape.Music.Listening;
using Mixtape.Music.Sound;
using Mixtape.Numerics;
using static System.FormattableString;

namespace Mixtape.Benchmarks;

/// <summary>
/// From how many listeners on plays tell more of a track than its sound: of each held-out track some plays are shown, its factors are
/// solved from these, and all are judged by the plays that stay hidden.
/// </summary>
/// <param name="world">The world.</param>
/// <param name="model">A model of the tracks that were not held out.</param>
/// <param name="predicted">What sound tells of those that were.</param>
/// <param name="options">The model's settings.</param>
internal sealed class ColdStartListeners(
    ColdStartWorld world, InProcessModel model, FactorMatrix predicted, AlternatingLeastSquaresOptions options)
{
    private readonly MatrixTile _byTrack = world.HeldOutPlays.Transpose(world.HeldOut.Length);

    /// <summary>Prints a line for each number of listeners.</summary>
    public void Print()
    {
        foreach (var listeners in new[] { 1, 2, 3, 5, 8, 12, 20 })
        {
            var (learned, hidden) = Learn(listeners);
            var both = new FactorMatrix(predicted.Rows, predicted.Width);
            for (var track = 0; track < both.Rows; track++)
            {
                predicted[track].CopyTo(both[track]);
                SoundModel.Blend(learned[track], listeners, both[track], options.Factors);
            }

            Console.WriteLine(Invariant(
                $"AUC with {listeners,2} listeners each: {Auc(learned):f3} by them, {Auc(predicted):f3} by sound, {Auc(both):f3} by both"));

            double Auc(FactorMatrix tracks) => ColdStartEvaluation.Judge(model.Listeners, tracks, hidden).Auc;
        }
    }

    /// <summary>The factors of the held-out tracks by some plays of each, and the other plays.</summary>
    private (FactorMatrix Learned, MatrixTile Hidden) Learn(int listeners)
    {
        var matrix = new ListeningMatrix(world.Listeners, world.HeldOut, world.HeldOutPlays).Weigh(options.Confidence);
        var settled = options.WithRelativeRegularization(0.51, matrix.Totals(options.Confidence.Alpha));
        var gramian = new Gramian(settled.Width);
        gramian.Add(model.Listeners);
        var axes = new PrincipalAxes(settled, Side.Tracks, gramian, model.Listeners.Rows);
        var strengths = matrix.Tile(Side.Tracks).Values;
        var learned = new FactorMatrix(world.HeldOut.Length, settled.Width);
        var hidden = _byTrack with { Values = [.. _byTrack.Values] };
        for (var track = 0; track < learned.Rows; track++)
        {
            var (first, count) = _byTrack.Row(track, includeHoldout: true).GetOffsetAndLength(_byTrack.Entries);
            var random = new SeededRandom((ulong)track);
            var shown = Enumerable.Range(first, count).Where(entry => strengths[entry] > 0)
                .OrderBy(_ => random.NextUInt64()).Take(listeners).ToArray();
            var vectors = new FactorMatrix(shown.Length, settled.Width);
            for (var i = 0; i < shown.Length; i++)
            {
                model.Listeners[_byTrack.Columns[shown[i]]].CopyTo(vectors[i]);
                hidden.Values[shown[i]] = 0; // neither played nor not
            }

            var solved = new FoldIn(axes, new WeightedFactors(vectors, []), Array.ConvertAll(shown, entry => strengths[entry]));
            solved.Vector.CopyTo(learned[track]);
        }

        return (learned, hidden.Transpose(world.Listeners.Length));
    }
}
