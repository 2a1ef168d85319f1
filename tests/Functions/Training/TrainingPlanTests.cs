using Mixtape.Music.Scale;

namespace Mixtape.Functions.Tests.Training;

/// <summary>Holds the plan of a training, by which its cost is told, to what trainings really do.</summary>
public sealed class TrainingPlanTests(ITestOutputHelper output)
{
    private const double Tolerance = 0.1;

    // A page ends with the blob that fills it: so few bytes above a whole number of batches that the last, smaller one fills it too.
    [Theory]
    [InlineData(200, 600, 4_000, 200, 85_000)]
    [InlineData(800, 2_000, 15_000, 450, 336_000)]
    [InlineData(2_400, 4_000, 20_000, 700, 921_000)]
    public async Task Of_ATrainingThatWasCounted_TakesWhatItSays(
        int listeners, int tracks, int eventsPerBlock, int tracksPerBlock, int bytesPerPage)
    {
        var cut = (eventsPerBlock, tracksPerBlock, bytesPerPage);
        await using var counted = await CountedTraining.StartAsync(CountedTraining.World(listeners, tracks), cut);

        Check(TrainingPlan.Of(await counted.TrainAsync(iterations: 3, finishing: 1, factors: 16)), counted);
    }

    [Fact]
    public async Task Of_ATrainingThatDeletesAGeneration_TakesWhatItSays()
    {
        await using var counted = await CountedTraining.StartAsync(CountedTraining.World(100, 300), (2_000, 100, 85_000));
        for (var i = 0; i < 2; i++) await counted.TrainAsync(iterations: 1, finishing: 0, factors: 8);

        var size = await counted.TrainAsync(iterations: 1, finishing: 0, factors: 8);
        Check(TrainingPlan.Of(size with { ClearsGeneration = true }), counted);
    }

    private void Check(TrainingPlan plan, CountedTraining counted)
    {
        var (size, total) = (plan.Size, plan.Total);
        output.WriteLine($"{size.Pages} pages, {size.ListenerBlocks} x {size.TrackBlocks} blocks, {size.Pairs:n0} pairs, {size.Events:n0} events");
        Tell("reads", total.Reads, counted.Blobs.Reads);
        Tell("writes", total.Writes, counted.Blobs.Writes);
        Tell("deletes", total.Deletes, counted.Blobs.Deletes);
        Tell("bytes read", total.BytesRead, counted.Blobs.BytesRead);
        Tell("bytes written", total.BytesWritten, counted.Blobs.BytesWritten);
        Tell("documents", total.DocumentsWritten, counted.Documents.Written);
        Tell("document bytes", total.DocumentBytes, counted.Documents.BytesWritten);
        Tell("activities", total.Activities, counted.Activities);
        Tell("orchestrations", total.Orchestrations, counted.Orchestrations);

        Assert.Equal(total.Activities, counted.Activities);
        Assert.Equal(total.Orchestrations, counted.Orchestrations);
        Assert.Equal(total.DocumentsWritten, counted.Documents.Written);
        Assert.Equal(total.DocumentsDeleted, counted.Documents.Deleted);
        Near(total.Reads, counted.Blobs.Reads);
        Near(total.Writes, counted.Blobs.Writes);
        Near(total.Deletes, counted.Blobs.Deletes);
        Near(total.BytesRead, counted.Blobs.BytesRead);
        Near(total.BytesWritten, counted.Blobs.BytesWritten);
        Near(total.DocumentBytes, counted.Documents.BytesWritten);
        Assert.InRange(counted.LongestHistory, 1, FanOutPlan.LongestHistory);
    }

    private void Tell(string what, double plan, double counted) =>
        output.WriteLine($"{what,-15} plan {plan,16:n0} counted {counted,16:n0} ({plan / counted - 1:+0.0%;-0.0%})");

    private static void Near(double plan, double counted) => Assert.InRange(counted, plan * (1 - Tolerance), plan * (1 + Tolerance));
}
