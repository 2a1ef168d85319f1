using Mixtape.Learning;
using Mixtape.Music.Collaborative;
using Mixtape.Music.Listening;
using Mixtape.Music.SampleWorld;
using Mixtape.Numerics;
using World = Mixtape.Music.SampleWorld.SampleWorld;

namespace Mixtape.Music.Tests.SampleWorlds;

/// <summary>What was planted is found by who listened to what alone.</summary>
public sealed class GenreRecoveryTests
{
    [Fact]
    public async Task TrackFactors_Clustered_FallIntoTheGenres()
    {
        var world = World.Generate(new SampleWorldOptions { AsOf = new(2026, 11, 21), Listeners = 600, Artists = 120, Tracks = 900 });
        var counter = new PlayCounter(new InterestOptions(), new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero));
        foreach (var happening in world.Events) counter.Add(happening);
        var (listeners, blocks) = BlockPlays.Build(counter, 1, new HoldoutOptions { Fraction = 0 });
        var numbering = new TrackNumbering();
        numbering.Add(blocks[0]);
        var (tracks, heard, _) = numbering.Build();

        var factors = await TrainAsync(blocks[0].Renumber(tracks), listeners.Count, tracks);
        var rows = Enumerable.Range(0, tracks.Count).Where(row => heard[row] >= 10).ToArray();
        var result = KMeans.Cluster(UnitRows(factors, rows), new KMeansOptions { Clusters = WorldTruth.Genres.Count, Threads = 2 });

        var genres = rows.Select(row => world.Truth.TrackGenres[tracks[row]]).ToArray();
        var purity = genres.Zip(result.Assignment).GroupBy(pair => pair.Second)
            .Sum(cluster => cluster.CountBy(pair => pair.First).Max(genre => genre.Value)) / (double)rows.Length;
        // Chance is the share of the greatest genre.
        var chance = genres.CountBy(genre => genre).Max(genre => genre.Value) / (double)rows.Length;
        Assert.True(rows.Length > 500, $"Only {rows.Length} tracks were heard by ten listeners.");
        Assert.True(purity > 0.6 && purity > 2 * chance, $"Purity {purity:p0}, by chance {chance:p0}.");
    }

    private static async Task<FactorMatrix> TrainAsync(MatrixTile byListener, int listeners, IReadOnlyList<string> tracks)
    {
        var options = new AlternatingLeastSquaresOptions { Factors = 16 };
        var byTrack = byListener.Transpose(tracks.Count);
        var factors = AlternatingLeastSquares.Initialize(options, tracks);
        for (var iteration = 0; iteration < 6; iteration++)
        {
            var users = await SolveAsync(Side.Listeners, listeners, byListener, factors);
            factors = await SolveAsync(Side.Tracks, tracks.Count, byTrack, users);
        }

        return factors;

        async Task<FactorMatrix> SolveAsync(Side side, int rows, MatrixTile tile, FactorMatrix others)
        {
            var gramian = new Gramian(options.Width);
            gramian.Add(others);
            var axes = new PrincipalAxes(options, side, gramian, others.Rows);
            return (await AlternatingLeastSquares.SolveBlockAsync(
                axes, rows, null, [], [0], (_, _) => Task.FromResult(tile), (_, _) => Task.FromResult(axes.Project(new WeightedFactors(others, []), 2)),
                includeHoldout: false, threads: 2, TestContext.Current.CancellationToken)).Factors;
        }
    }

    private static FactorMatrix UnitRows(FactorMatrix factors, int[] rows)
    {
        var points = new FactorMatrix(rows.Length, factors.Width);
        for (var i = 0; i < rows.Length; i++)
        {
            var length = MathF.Sqrt(Numerics.Kernels.Dot.Product(factors[rows[i]], factors[rows[i]]));
            for (var f = 0; f < factors.Width; f++) points[i][f] = factors[rows[i]][f] / length;
        }

        return points;
    }
}
