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

    /// <summary>
    /// Seconds of cores at three larger sizes, beside what the plan makes of them, once all code is compiled. Not a part of every run:
    /// MIXTAPE_TEST_SCALE=1 asks for it, on a machine with little else to do.
    /// </summary>
    [Fact]
    public async Task Of_LargerTrainings_TellsTheSecondsTheyTake()
    {
        if (Environment.GetEnvironmentVariable("MIXTAPE_TEST_SCALE") != "1")
            Assert.Skip("MIXTAPE_TEST_SCALE=1 asks for this: minutes of all cores.");
        foreach (var (listeners, tracks) in new[] { (1_000, 2_000), (1_000, 2_000), (4_000, 8_000), (16_000, 20_000) })
        {
            await using var counted = await CountedTraining.StartAsync(
                CountedTraining.World(listeners, tracks), (100_000, 2_500, 4_000_000));
            var plan = TrainingPlan.Of(await counted.TrainAsync(iterations: 10, finishing: 1, factors: 64));
            var planned = CoreSeconds(plan.Total);
            output.WriteLine(
                $"{listeners:n0} listeners x {plan.Size.Tracks:n0} tracks, {plan.Size.Pairs:n0} pairs, "
                + $"{plan.Size.ListenerBlocks} x {plan.Size.TrackBlocks} blocks");
            Tell("bytes read", plan.Total.BytesRead, counted.Blobs.BytesRead);
            Tell("bytes written", plan.Total.BytesWritten, counted.Blobs.BytesWritten);
            Tell("activities", plan.Total.Activities, counted.Activities);
            output.WriteLine(
                $"{"core seconds",-15} plan {planned,16:n1} counted {counted.CoreSeconds,16:n1} ({counted.Seconds:n1} s passed)");
            Assert.InRange(plan.Total.BytesRead / counted.Blobs.BytesRead, 1 - Tolerance, 1 + Tolerance);
        }
    }

    // By the embedded stores: an activity is two commits of the hub, a call opens a file, the rest is as the README's machine does it.
    private static double CoreSeconds(StagePlan total) =>
        total.Flops / 80e9 + 2e-6 * total.EventsHandled + 40e-6 * total.DocumentsWritten + 5e-3 * total.Activities
        + 0.2e-3 * (total.Reads + total.Writes + total.Deletes) + (total.BytesRead + total.BytesWritten) / 1e9;

    private void Check(TrainingPlan plan, CountedTraining counted)
    {
        var (size, total) = (plan.Size, plan.Total);
        output.WriteLine(
            $"{size.Pages} pages, {size.ListenerBlocks} x {size.TrackBlocks} blocks, {size.Pairs:n0} pairs, {size.Events:n0} events");
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
