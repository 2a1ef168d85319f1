using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Mixtape.Local.FunctionsRuntime.Engine.History;

namespace Mixtape.Local.FunctionsRuntime.Tests.Engine;

public sealed class ContinueAsNewTests : TaskHubTest
{
    [Fact]
    public async Task ContinueAsNew_LoopOf1000_KeepsTheHistoryBounded()
    {
        Functions.Activity<int, int>("Next", x => x + 1);
        Functions.Orchestrator("Loop", async context =>
        {
            var count = await context.CallActivityAsync<int>("Next", context.GetInput<int>());
            if (count < 1000)
                context.ContinueAsNew(count);
            return count;
        });

        var done = await RunAsync("Loop", 0);

        Assert.Equal(1000, done.ReadOutputAs<int>());
        Assert.Equal(999, done.ReadInputAs<int>());
        var history = await Hub.GetHistoryAsync(done.InstanceId);
        Assert.InRange(history.Count, 1, 10);
        Assert.IsType<OrchestratorStarted>(history[0]);
        Assert.IsType<ExecutionStarted>(history[1]);
    }

    [Theory]
    [InlineData(true, "kept")]
    [InlineData(false, "none")]
    public async Task ContinueAsNew_UnreadEvents_GoOnIfPreserved(bool preserve, string expected)
    {
        Functions.Orchestrator("Carry", async context =>
        {
            if (context.GetInput<int>() == 0)
            {
                await context.WaitForExternalEvent<int>("go");
                context.ContinueAsNew(1, preserve);
                return "continued";
            }

            var unread = context.WaitForExternalEvent<string>("unread");
            using var cancellation = new CancellationTokenSource();
            var patience = context.CreateTimer(TimeSpan.FromMilliseconds(20), cancellation.Token);
            return await Task.WhenAny(unread, patience) == unread ? unread.Result : "none";
        });
        await StartHubAsync();
        var id = await Client.ScheduleNewOrchestrationInstanceAsync("Carry", 0);
        await Client.RaiseEventAsync(id, "unread", "kept");
        await HistoryAsync<EventRaised>(id);
        await Client.RaiseEventAsync(id, "go", 1);

        Assert.Equal(expected, (await CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task ContinueAsNew_OpenTimersAndActivities_DoNotReachTheNextExecution()
    {
        var blocked = new TaskCompletionSource<int>();
        Functions.Activity<int, int>("Block", (_, _) => blocked.Task);
        Functions.Activity<int, int>("Work", x => x);
        Functions.Orchestrator("Leave", async context =>
        {
            if (context.GetInput<int>() == 0)
            {
                _ = context.CallActivityAsync<int>("Block");
                _ = context.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None);
                await context.CallActivityAsync<int>("Work");
                context.ContinueAsNew(1);
                return 0;
            }

            await context.WaitForExternalEvent<int>("go");
            return await context.CallActivityAsync<int>("Work", 5);
        });
        await StartHubAsync();
        var id = await Client.ScheduleNewOrchestrationInstanceAsync("Leave", 0);
        await UntilAsync(async () => (await Client.GetInstanceAsync(id, true))!.ReadInputAs<int>() == 1);
        blocked.SetResult(1);
        await Client.RaiseEventAsync(id, "go", 1);

        Assert.Equal(5, (await CompletionAsync(id)).ReadOutputAs<int>());
        var history = await Hub.GetHistoryAsync(id);
        Assert.Single(history.OfType<TaskCompleted>());
        Assert.Empty(history.OfType<TimerFired>());
    }

    [Fact]
    public async Task ContinueAsNew_InASubOrchestration_TheParentGetsTheLastOutput()
    {
        Functions.Orchestrator("Child", context =>
        {
            var count = context.GetInput<int>();
            if (count < 5)
                context.ContinueAsNew(new ContinueAsNewOptions { NewInput = count + 1 });
            return Task.FromResult(count);
        });
        Functions.Orchestrator("Parent", context => context.CallSubOrchestratorAsync<int>("Child", 0));

        Assert.Equal(5, (await RunAsync("Parent")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task ContinueAsNew_OrchestratorThrowsAfterwards_Fails()
    {
        Functions.Orchestrator("Broken", Task<int> (context) =>
        {
            context.ContinueAsNew(1);
            throw new InvalidOperationException("after all");
        });

        var done = await RunAsync("Broken");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Equal("after all", done.FailureDetails!.ErrorMessage);
    }
}
