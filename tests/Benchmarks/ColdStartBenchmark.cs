using System.Diagnostics;
using Mixtape.Music.Audio;
using Mixtape.Music.Audio.Rendering;
using Mixtape.Music.Collaborative;
using Mixtape.Music.Evaluation;
using Mixtape.Music.SampleWorld;
using Mixtape.Music.Sound;
using Mixtape.Numerics;
using static System.FormattableString;

namespace Mixtape.Benchmarks;

/// <summary>
/// Tracks that nobody has played: a fifth of a sample world's tracks is held out whole, the model learns from the others, and the factors
/// of those held out are told from their sound. Prints how well they are ranked for listeners, beside what is known without sound, and
/// beside the factors of a model that saw their plays.
/// </summary>
internal static class ColdStartBenchmark
{
    /// <summary>Runs it.</summary>
    /// <param name="options">The world.</param>
    /// <param name="factors">Factors of the model.</param>
    /// <param name="embed">The embeddings of some tracks [tracks x width].</param>
    public static async Task RunAsync(SampleWorldOptions options, int factors, Func<ColdStartWorld, string[], FactorMatrix> embed)
    {
        var world = ColdStartWorld.Make(options);
        Console.WriteLine(
            $"world            {world.Listeners.Length:N0} listeners, {world.Known.Length:N0} tracks, {world.HeldOut.Length:N0} held out");
        var (model, listeners) = await world.TrainAsync(world.Known, world.KnownPlays, factors);
        var embeddings = embed(world, world.All);
        var (known, heldOut) = (Rows(embeddings, 0, world.Known.Length), Rows(embeddings, world.Known.Length, world.HeldOut.Length));

        var sound = new SoundOptions();
        var als = new AlternatingLeastSquaresOptions { Factors = factors };
        var training = new SoundTraining(sound, embeddings.Width, als, listeners.Count(count => count >= sound.MinimumListeners), seed: 1);
        training.Add(world.Known, known, model.Tracks, listeners);
        if (training.Fit() is not { } fitted)
        {
            Console.WriteLine("sound says nothing of what people play in this world");
            return;
        }

        var predicted = fitted.Model.Predict(heldOut, als);
        Console.WriteLine(Invariant($"regression       {fitted.Quality}"));
        var (knownGenres, genres) = (Genres(world, world.Known), Genres(world, world.HeldOut));
        var popularity = ColdStartBaselines.GenrePopularity(world.KnownPlays, knownGenres, genres);
        var (upper, _) = await world.TrainAsync(world.All, world.AllPlays, factors);
        Print("popularity (of a track nobody has played, nothing)", Judge(new float[genres.Length]));
        Print("popularity of its genre", Judge(popularity));
        Print("centroid of its genre", Factors(model.Listeners, ColdStartBaselines.GenreCentroids(model.Tracks, knownGenres, genres)));
        Print("predicted from sound", Factors(model.Listeners, predicted));
        var seen = Rows(upper.Tracks, world.Known.Length, world.HeldOut.Length);
        Print("factors of a model that saw the plays (upper bound)", Factors(upper.Listeners, seen));
        PrintShares(model, predicted);
        new ColdStartListeners(world, model, predicted, als).Print();

        ColdStartScore Judge(float[] scores) =>
            ColdStartEvaluation.Judge(scores.Length, world.HeldOutPlays, (_, target) => scores.CopyTo(target));

        ColdStartScore Factors(FactorMatrix of, FactorMatrix tracks) => ColdStartEvaluation.Judge(of, tracks, world.HeldOutPlays);
    }

    /// <summary>What is heard of the tracks' songs, which are rendered for it.</summary>
    public static FactorMatrix Songs(ColdStartWorld world, string[] tracks, double seconds)
    {
        using var analyzer = new AudioAnalyzer();
        var matrix = new FactorMatrix(tracks.Length, AudioAnalysis.EmbeddingWidth);
        var start = Stopwatch.GetTimestamp();
        Parallel.For(0, tracks.Length, () => new SongRenderer(), (row, _, renderer) =>
        {
            var song = renderer.Render(world.Songs.Of(world.Tracks[tracks[row]], seconds));
            var heard = analyzer.Analyze(new DecodedAudio(song.Samples, SongRenderer.SampleRate, double.NaN, double.NaN));
            heard.Embedding.CopyTo(matrix[row]);
            return renderer;
        }, _ => { });
        Console.WriteLine(Invariant($"rendered and heard {tracks.Length:N0} songs of {seconds} s in {Stopwatch.GetElapsedTime(start).TotalSeconds:f0} s"));
        return matrix;
    }

    /// <summary>What the sample world says of tracks without hearing them: their features, scaled.</summary>
    public static FactorMatrix Features(ColdStartWorld world, string[] tracks)
    {
        var names = world.Tracks[tracks[0]].Features!.Keys.ToArray();
        var matrix = new FactorMatrix(tracks.Length, names.Length);
        for (var column = 0; column < names.Length; column++)
        {
            var values = Array.ConvertAll(tracks, track => world.Tracks[track].Features![names[column]]);
            var mean = values.Average();
            var deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
            for (var row = 0; row < values.Length; row++) matrix[row][column] = (float)((values[row] - mean) / deviation);
        }

        return matrix;
    }

    /// <summary>How much of listeners' best hundred tracks would be predicted ones, if all stood in one list.</summary>
    private static void PrintShares(InProcessModel model, FactorMatrix predicted)
    {
        var index = new Mixtape.Music.Neighbours.FactorIndex([model.Tracks, predicted]);
        var share = Enumerable.Range(0, model.Listeners.Rows)
            .Average(row => index.Largest(model.Listeners[row], 100, []).Count(entry => entry.Row >= model.Tracks.Rows) / 100.0);
        Console.WriteLine(Invariant(
            $"predicted tracks among the best hundred   {share:P1}, and {predicted.Rows / (double)index.Rows:P1} of all tracks"));
    }

    private static void Print(string what, ColdStartScore score) => Console.WriteLine(Invariant($"AUC {score.Auc:f3}  {what}"));

    private static string[] Genres(ColdStartWorld world, string[] tracks) => Array.ConvertAll(tracks, track => world.Genres[track]);

    private static FactorMatrix Rows(FactorMatrix matrix, int first, int count)
    {
        var rows = new FactorMatrix(count, matrix.Width);
        for (var row = 0; row < count; row++) matrix[first + row].CopyTo(rows[row]);
        return rows;
    }
}
