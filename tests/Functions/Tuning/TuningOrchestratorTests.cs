using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Mixtape.Functions.Training;
using Mixtape.Functions.Tuning;
using Mixtape.Local.FunctionsRuntime.Engine;

namespace Mixtape.Functions.Tests.Tuning;

public sealed class TuningOrchestratorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Tune_TrialsThatBreakDown_AreGivenUpAndTheOthersRunAFewAtATime(int width)
    {
        using var folder = new TemporaryFolder();
        var (tries, givenUp) = (new ConcurrentDictionary<int, int>(), new ConcurrentBag<string>());
        var (open, most) = (0, 0);
        var registry = new DurableFunctionRegistry();
        registry.AddOrchestrator(
            nameof(TuningOrchestrator.Tune), async context => await TuningOrchestrator.Tune(context, context.GetInput<TuningRun>()!));
        registry.AddOrchestrator(nameof(ClearOrchestrator.ClearWorking), _ => Task.FromResult<object?>(null));
        registry.AddActivity(nameof(TuningActivities.RunTrial), async (_, input, _) =>
        {
            var number = Read<TrialTask>(input).Number;
            tries.AddOrUpdate(number, 1, (_, count) => count + 1);
            InterlockedMax(ref most, Interlocked.Increment(ref open));
            await Task.Delay(20);
            Interlocked.Decrement(ref open);
            return number == 4 ? throw new IOException("The disk is full.") : number != 5;
        });
        registry.AddActivity(nameof(TuningActivities.GiveTrialUp), (_, input, _) =>
        {
            var failure = Read<TrialFailure>(input);
            givenUp.Add($"{failure.Trial.Number}: {failure.Error}");
            return Task.FromResult<object?>(null);
        });
        registry.AddActivity(nameof(TuningActivities.ChooseSettings), (_, _, _) => Task.FromResult<object?>(new TuningOutcome(3, true)));
        await using var hub = new TaskHub(
            new TaskHubOptions { DatabasePath = Path.Combine(folder.Path, "hub.db"), MaxConcurrentActivities = 8 }, registry, NullLoggerFactory.Instance);
        await hub.StartAsync(default);
        var space = new TuningSpace { Factors = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] };
        var run = new TuningRun(
            new TuningRequest("t", new TrainingOptions(), space, "ndcg@10", true, new TuningOptions { Width = width }),
            TuningProgress.Start(space) with { Sample = new MatrixSample(1, 1, 1, 1, 1) });

        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync(nameof(TuningOrchestrator.Tune), run);
        var end = await hub.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        var outcome = end.ReadOutputAs<TuningOutcome>()!;
        Assert.Equal((3, true, 2), (outcome.Winner, outcome.Saved, outcome.Progress!.Failed));
        Assert.Equal(Enumerable.Range(0, 12), tries.Keys.Order());
        Assert.All(tries, trial => Assert.Equal(trial.Key == 4 ? 2 : 1, trial.Value));
        Assert.Equal(["4: The disk is full."], givenUp);
        Assert.InRange(most, 1, width);
        await hub.StopAsync(default);
    }

    private static T Read<T>(string? input) => JsonSerializer.Deserialize<T>(input!, JsonSerializerOptions.Web)!;

    private static void InterlockedMax(ref int most, int value)
    {
        int known;
        while ((known = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, known) != known)
        {
        }
    }
}
