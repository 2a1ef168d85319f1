using Mixtape.Learning.Neural.Training;
using Mixtape.Music.Audio;
using Mixtape.Music.Audio.Ears;

namespace Mixtape.Music.Tests.Audio.Ears;

public sealed class EarsTrainingTests
{
    private static readonly EarsTrainingOptions _small = new() { Songs = 64, ValidationSongs = 32, Epochs = 2, Seed = 5, Threads = 1 };

    [Fact]
    public void Run_WithAnyThreads_GivesTheSameBytes()
    {
        var epochs = new Epochs();
        var most = 0;
        var one = EarsTraining.Run(_small, done => most = Math.Max(most, done), epochs, TestContext.Current.CancellationToken);
        var three = EarsTraining.Run(_small with { Threads = 3 }, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(96, most);
        Assert.Equal([1, 2], epochs.Losses.Select(epoch => epoch.Epoch));
        Assert.True(epochs.Losses[1].Loss < epochs.Losses[0].Loss);
        var (files, quality) = one.Judge(songs: 8, TestContext.Current.CancellationToken);
        var other = three.Judge(songs: 8, TestContext.Current.CancellationToken);
        Assert.Equal(files.Ears, other.Files.Ears);
        Assert.Equal(files.Meter, other.Files.Meter);
        Assert.Equal((8, quality), (quality.Songs, other.Quality));
        Assert.Equal(quality.Meter, files.MeterManifest.Metrics["meter"]);
        using var analyzer = new AudioAnalyzer(EarsModel.Open(files));
        Assert.Equal(files.EarsManifest.Sha256, analyzer.Model);
        Assert.Contains("seed 5", files.EarsManifest.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Cancelled_Ends()
    {
        using var source = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => EarsTraining.Run(_small, _ => source.Cancel(), cancellation: source.Token));
    }

    [Fact]
    public void SongSeed_OfTwoSeeds_SharesNone() => Assert.Empty(
        Enumerable.Range(0, 5_000).Select(song => EarsDataset.SongSeed(1, song))
            .Intersect(Enumerable.Range(0, 5_000).Select(song => EarsDataset.SongSeed(2, song))));

    private sealed class Epochs : IProgress<TrainingProgress>
    {
        public List<TrainingProgress> Losses { get; } = [];

        public void Report(TrainingProgress value) => Losses.Add(value);
    }
}
