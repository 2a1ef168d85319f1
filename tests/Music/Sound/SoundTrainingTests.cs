using Mixtape.Music.Blobs;
using Mixtape.Music.Collaborative;
using Mixtape.Music.Sound;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Tests.Sound;

public sealed class SoundTrainingTests
{
    private const int Inputs = 6;

    private static readonly AlternatingLeastSquaresOptions _model = new() { Factors = 4 };

    [Fact]
    public void Fit_OfFactorsThatFollowFromSound_PredictsThoseOfOtherTracks()
    {
        var (world, other) = (new World(600, 1), new World(50, 2));

        var fitted = Train(world, _model)!;

        var quality = fitted.Quality;
        Assert.InRange(quality.VarianceExplained, 0.75, 1);
        Assert.True(quality.MeanCosine > quality.MeanVectorCosine + 0.3);
        Assert.Equal(600, quality.Tracks);
        Assert.InRange(quality.HeldOut, 30, 90);
        Assert.Equal((quality.HeldOut, quality.HeldOut), (fitted.HeldOut.Count, fitted.Predicted.Rows));
        Assert.Subset(world.Ids.ToHashSet(), fitted.HeldOut.ToHashSet());
        var predicted = fitted.Model.Predict(other.Embeddings, _model);
        Assert.InRange(Enumerable.Range(0, 50).Average(row => Cosine(predicted[row], other.Factors[row])), 0.9, 1);
    }

    [Fact]
    public void Fit_ScalesPredictions_ToTracksWithFewListeners()
    {
        var world = new World(600, 1);

        var predicted = Train(world, _model)!.Model.Predict(world.Embeddings, _model);

        // Factors are as long as the root of a track's listeners over 10; the quarter with the fewest has 5 to 19. The mean is of squares,
        // so the middle lies a little lower.
        var lengths = Enumerable.Range(0, 600).Select(row => Math.Sqrt(Dot.Product(predicted[row], predicted[row]))).Order().ToArray();
        Assert.InRange(lengths[300], 0.8 * Math.Sqrt(12) / 10, 1.1 * Math.Sqrt(12) / 10);
    }

    [Fact]
    public void Fit_InBlocksAndTwice_GivesTheSameBytesTwice()
    {
        var world = new World(300, 1);

        byte[] Bytes() => Saved(Train(world, _model, blocks: 3)!.Model);

        Assert.Equal(Bytes(), Bytes());
    }

    [Fact]
    public async Task Read_OfWhatWasSaved_PredictsTheSameAndDamageIsRefused()
    {
        var world = new World(300, 1);
        var fitted = Train(world, _model)!.Model;
        var bytes = Saved(fitted);

        var again = await SoundModel.ReadAsync(new MemoryStream(bytes), default);

        Assert.Equal(fitted.Predict(world.Embeddings, _model).Data.ToArray(), again.Predict(world.Embeddings, _model).Data.ToArray());
        Assert.Throws<ArgumentException>(() => again.Predict(world.Embeddings, new AlternatingLeastSquaresOptions { Factors = 5 }));
        bytes[^40] ^= 1;
        await Assert.ThrowsAsync<CorruptBlobException>(() => SoundModel.ReadAsync(new MemoryStream(bytes), default));
        await Assert.ThrowsAsync<CorruptBlobException>(() => SoundModel.ReadAsync(new MemoryStream(bytes[..3]), default));
    }

    [Fact]
    public void Predict_WithBiases_HasThemBehindTheFactors()
    {
        var world = new World(300, 1, biases: true);
        var model = _model with { Biases = true };

        var predicted = Train(world, model)!.Model.Predict(world.Embeddings, model);

        Assert.Equal(6, predicted.Width);
        Assert.Equal((1f, 0.25f), (predicted[7][4], predicted[7][5]));
        Assert.InRange(Cosine(predicted[7][..4], world.Factors[7][..4]), 0.8, 1);
    }

    [Fact]
    public void Fit_OfSoundThatSaysNothing_OrOfTooFewTracks_IsNothing()
    {
        foreach (var tracks in new[] { 100, 400 })
        {
            // From one seed in three, some map explains a little by chance.
            for (var seed = 0UL; seed < 8; seed++)
            {
                var (random, noise) = (new SeededRandom(seed), new World(tracks, 1));
                for (var row = 0; row < tracks; row++)
                    for (var i = 0; i < 4; i++) noise.Factors[row][i] = (float)random.NextGaussian();
                Assert.Null(Train(noise, _model));
            }
        }

        Assert.Null(Train(new World(1, 1), _model));
        Assert.Null(new SoundTraining(new SoundOptions(), Inputs, _model, 0, 1).Fit());
    }

    [Fact]
    public void Add_OfTracksWithFewListenersOrWithoutAudio_PassesThemOver()
    {
        var world = new World(300, 1);
        for (var row = 0; row < 300; row += 3) world.Embeddings[row].Clear();
        for (var row = 1; row < 300; row += 3) world.Listeners[row] = 4;

        Assert.Equal(100, Train(world, _model)!.Quality.Tracks);
    }

    [Fact]
    public void Blend_WeighsByListeners()
    {
        float[] learned = [2, 0, 1, 0.5f];
        float[] One(int listeners)
        {
            float[] predicted = [0, 4, 1, 0.1f];
            SoundModel.Blend(learned, listeners, predicted, 2);
            return predicted;
        }

        var even = One(3);
        Assert.Equal(even[0], even[1], 1e-6);
        Assert.Equal(3, Math.Sqrt(even[0] * even[0] + even[1] * even[1]), 1e-5);
        Assert.Equal([1, 0.5f], even[2..]);
        Assert.True(One(1)[1] > One(1)[0] && One(30)[0] > 9 * One(30)[1]);

        float[] alone = [0, 4];
        SoundModel.Blend([0, 0], 3, alone, 2);
        Assert.Equal([0, 4], alone);
    }

    [Fact]
    public void Options_OutsideTheirLimits_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SoundOptions { MinimumListeners = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SoundOptions { MinimumTracks = 19 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SoundOptions { MaximumTracks = 100_001 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SoundOptions { MaximumUnplayed = -1 });
    }

    private static SoundFit? Train(World world, AlternatingLeastSquaresOptions model, int blocks = 1)
    {
        var options = new SoundOptions();
        var training = new SoundTraining(
            options, Inputs, model, world.Listeners.Count(count => count >= options.MinimumListeners), seed: 3);
        foreach (var rows in Enumerable.Range(0, world.Ids.Length).Chunk((world.Ids.Length + blocks - 1) / blocks))
        {
            training.Add(
                [.. rows.Select(row => world.Ids[row])], Rows(world.Embeddings, rows), Rows(world.Factors, rows),
                [.. rows.Select(row => world.Listeners[row])]);
        }

        return training.Fit();
    }

    private static FactorMatrix Rows(FactorMatrix matrix, int[] rows)
    {
        var chosen = new FactorMatrix(rows.Length, matrix.Width);
        for (var i = 0; i < rows.Length; i++) matrix[rows[i]].CopyTo(chosen[i]);
        return chosen;
    }

    private static byte[] Saved(SoundModel model)
    {
        var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    private static double Cosine(ReadOnlySpan<float> x, ReadOnlySpan<float> y) =>
        Dot.Product(x, y) / Math.Sqrt((double)Dot.Product(x, x) * Dot.Product(y, y));

    /// <summary>Tracks whose factors' direction follows from their embedding, and their length from their listeners.</summary>
    private sealed class World
    {
        public World(int tracks, ulong seed, bool biases = false)
        {
            var random = new SeededRandom(seed);
            Ids = [.. Enumerable.Range(0, tracks).Select(i => $"track-{seed}-{i:d4}")];
            Listeners = [.. Enumerable.Range(0, tracks).Select(i => 5 + i % 60)];
            (Embeddings, Factors) = (new FactorMatrix(tracks, Inputs), new FactorMatrix(tracks, biases ? 6 : 4));
            for (var row = 0; row < tracks; row++)
            {
                foreach (ref var entry in Embeddings[row]) entry = (float)random.NextGaussian();
                var factors = Factors[row];
                for (var i = 0; i < 4; i++) factors[i] = Embeddings[row][i] + 0.2f * (float)random.NextGaussian() + (i == 0 ? 1 : 0);
                var length = MathF.Sqrt(Dot.Product(factors[..4], factors[..4]));
                for (var i = 0; i < 4; i++) factors[i] *= MathF.Sqrt(Listeners[row]) / 10 / length;
                if (biases) (factors[4], factors[5]) = (1, 0.25f);
            }
        }

        public string[] Ids { get; }

        public int[] Listeners { get; }

        public FactorMatrix Embeddings { get; }

        public FactorMatrix Factors { get; }
    }
}
