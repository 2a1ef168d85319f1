using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Mixtape.Functions.Training;
using Mixtape.Local.FunctionsRuntime.Engine;

namespace Mixtape.Functions.Tests.Training;

public sealed class FanOutTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(1500)]
    public async Task RunAsync_AnyNumberOfBlocks_RunsEachOnceWithinTheHistoryBudget(int blocks)
    {
        using var folder = new TemporaryFolder();
        var seen = new int[blocks];
        var registry = new DurableFunctionRegistry();
        registry.AddOrchestrator("Root", async context => await FanOut.RunAsync(context, "Block", new BlockTask { Training = "t" }, blocks));
        registry.AddOrchestrator(
            nameof(FanOut.FanOutOverBlocks), async context => await FanOut.FanOutOverBlocks(context, context.GetInput<FanOutRange>()!));
        registry.AddActivity("Block", (_, input, _) =>
        {
            var task = System.Text.Json.JsonSerializer.Deserialize<BlockTask>(input!, System.Text.Json.JsonSerializerOptions.Web)!;
            Interlocked.Increment(ref seen[task.Block]);
            return Task.FromResult<object?>(new StageTally { Rows = task.Block, Entries = 1 });
        });
        await using var hub = new TaskHub(
            new TaskHubOptions { DatabasePath = Path.Combine(folder.Path, "hub.db") }, registry, NullLoggerFactory.Instance);
        await hub.StartAsync(default);

        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Root");
        var end = await hub.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        var tally = end.ReadOutputAs<StageTally>()!;
        Assert.Equal((blocks, blocks * (blocks - 1L) / 2), (tally.Entries, tally.Rows));
        Assert.All(seen, count => Assert.Equal(1, count));
        await foreach (var instance in hub.Client.GetAllInstancesAsync())
            Assert.InRange((await hub.GetHistoryAsync(instance.InstanceId, default)).Count, 1, 1999);
        await hub.StopAsync(default);
    }
}
