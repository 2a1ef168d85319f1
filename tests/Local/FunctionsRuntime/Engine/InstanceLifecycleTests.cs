using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Mixtape.Local.FunctionsRuntime.Engine.History;

namespace Mixtape.Local.FunctionsRuntime.Tests.Engine;

public sealed class InstanceLifecycleTests : TaskHubTest
{
    public InstanceLifecycleTests()
    {
        Functions.Activity<int, int>("Work", x => x);
        Functions.Orchestrator("Quick", context => Task.FromResult(context.GetInput<string>()));
        Functions.Orchestrator("Waiting", async context =>
        {
            context.SetCustomStatus(new { Waits = "for an event" });
            return await context.WaitForExternalEvent<string>("go");
        });
        Functions.Orchestrator("Parent", async context => await context.CallSubOrchestratorAsync<string>(
            "Waiting", new SubOrchestrationOptions(instanceId: context.InstanceId + ":child")));
    }

    [Fact]
    public async Task GetInstanceAsync_WithAndWithoutData_TellsTheSameInstance()
    {
        await StartHubAsync();
        var id = await Client.ScheduleNewOrchestrationInstanceAsync("Waiting", new { Week = 7 });
        await StatusAsync(id, OrchestrationRuntimeStatus.Running);

        var bare = await Client.GetInstanceAsync(id);
        var whole = await Client.GetInstanceAsync(id, getInputsAndOutputs: true);

        Assert.Equal((null, null), (bare!.SerializedInput, bare.SerializedCustomStatus));
        Assert.Equal("""{"Week":7}""", whole!.SerializedInput);
        Assert.Equal("""{"Waits":"for an event"}""", whole.SerializedCustomStatus);
        Assert.Null(whole.SerializedOutput);
        Assert.Equal("Waiting", whole.Name);
        Assert.InRange(whole.LastUpdatedAt, whole.CreatedAt, DateTimeOffset.UtcNow);
        Assert.Null(await Client.GetInstanceAsync("unknown"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Client.WaitForInstanceCompletionAsync("unknown"));
    }

    [Fact]
    public async Task ScheduleNewOrchestrationInstanceAsync_IdOfAnActiveInstance_Throws()
    {
        await StartHubAsync();
        var options = new StartOrchestrationOptions("mine");
        await Client.ScheduleNewOrchestrationInstanceAsync("Waiting", options);

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Client.ScheduleNewOrchestrationInstanceAsync("Quick", options));

        Assert.Contains("'mine' exists already", thrown.Message);
        Assert.Equal("Waiting", (await Client.GetInstanceAsync("mine"))!.Name);
    }

    [Fact]
    public async Task ScheduleNewOrchestrationInstanceAsync_IdOfAFinishedInstance_ReplacesIt()
    {
        await StartHubAsync();
        var options = new StartOrchestrationOptions("mine");
        await Client.ScheduleNewOrchestrationInstanceAsync("Quick", "old", options);
        Assert.Equal("old", (await CompletionAsync("mine")).ReadOutputAs<string>());

        await Client.ScheduleNewOrchestrationInstanceAsync("Quick", "new", options);

        Assert.Equal("new", (await CompletionAsync("mine")).ReadOutputAs<string>());
        Assert.Single((await Hub.GetHistoryAsync("mine")).OfType<ExecutionStarted>());
    }

    [Fact]
    public async Task ScheduleNewOrchestrationInstanceAsync_DedupeStatuses_DecideWhatIsReplaced()
    {
        await StartHubAsync();
        var options = new StartOrchestrationOptions("mine");
        await Client.ScheduleNewOrchestrationInstanceAsync("Waiting", options);
        await StatusAsync("mine", OrchestrationRuntimeStatus.Running);

        await Client.ScheduleNewOrchestrationInstanceAsync("Quick", "new", options.WithDedupeStatuses());
        Assert.Equal("new", (await CompletionAsync("mine")).ReadOutputAs<string>());

        await Assert.ThrowsAsync<InvalidOperationException>(() => Client.ScheduleNewOrchestrationInstanceAsync(
            "Quick", options.WithDedupeStatuses(OrchestrationRuntimeStatus.Completed)));
    }

    [Fact]
    public async Task RunAsync_TwoInstancesAtOnce_DoNotDisturbEachOther()
    {
        Functions.Orchestrator("Sum", async context =>
        {
            var sum = 0;
            for (var i = 0; i < 20; i++)
                sum += await context.CallActivityAsync<int>("Work", context.GetInput<int>());
            return sum;
        });
        await StartHubAsync();

        var done = await Task.WhenAll(RunAsync("Sum", 1), RunAsync("Sum", 1000));

        Assert.Equal([20, 20_000], done.Select(instance => instance.ReadOutputAs<int>()));
    }

    [Fact]
    public async Task SuspendInstanceAsync_EventsCome_WaitUntilResumed()
    {
        await StartHubAsync();
        var id = await Client.ScheduleNewOrchestrationInstanceAsync("Waiting");
        await StatusAsync(id, OrchestrationRuntimeStatus.Running);
        await Client.SuspendInstanceAsync(id, "to test it");
        await StatusAsync(id, OrchestrationRuntimeStatus.Suspended);
        await Client.RaiseEventAsync(id, "go", "went");

        await StartHubAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await Client.GetInstanceAsync(id))!.RuntimeStatus);
        await Client.ResumeInstanceAsync(id);

        Assert.Equal("went", (await CompletionAsync(id)).ReadOutputAs<string>());
        var history = await Hub.GetHistoryAsync(id);
        Assert.Equal("to test it", Assert.Single(history.OfType<ExecutionSuspended>()).Reason);
        var resumed = history.ToList().FindIndex(happened => happened is ExecutionResumed);
        Assert.True(history.ToList().FindIndex(happened => happened is EventRaised) > resumed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TerminateInstanceAsync_WithChild_EndsItToIfRecursive(bool recursive)
    {
        await StartHubAsync();
        var id = await Client.ScheduleNewOrchestrationInstanceAsync("Parent");
        await StatusAsync(id + ":child", OrchestrationRuntimeStatus.Running);

        await Client.TerminateInstanceAsync(id, new TerminateInstanceOptions("enough", recursive));
        var done = await CompletionAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, done.RuntimeStatus);
        Assert.Equal("enough", done.ReadOutputAs<string>());
        if (recursive)
        {
            var child = await CompletionAsync(id + ":child");
            Assert.Equal(OrchestrationRuntimeStatus.Terminated, child.RuntimeStatus);
        }
        else
        {
            await Client.RaiseEventAsync(id + ":child", "go", "alone");
            Assert.Equal("alone", (await CompletionAsync(id + ":child")).ReadOutputAs<string>());
        }
    }

    [Fact]
    public async Task TerminateInstanceAsync_ChildOfARunningParent_FailsTheParentsCall()
    {
        await StartHubAsync();
        var id = await Client.ScheduleNewOrchestrationInstanceAsync("Parent");
        await StatusAsync(id + ":child", OrchestrationRuntimeStatus.Running);

        await Client.TerminateInstanceAsync(id + ":child");
        var parent = await CompletionAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, parent.RuntimeStatus);
        Assert.Contains("was terminated", parent.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task TerminateInstanceAsync_SuspendedOrNotStarted_EndsIt()
    {
        await StartHubAsync();
        var suspended = await Client.ScheduleNewOrchestrationInstanceAsync("Waiting");
        await Client.SuspendInstanceAsync(suspended);
        await StatusAsync(suspended, OrchestrationRuntimeStatus.Suspended);
        var later = await Client.ScheduleNewOrchestrationInstanceAsync(
            "Quick", new StartOrchestrationOptions { StartAt = DateTimeOffset.UtcNow.AddDays(1) });

        await Client.TerminateInstanceAsync(suspended);
        await Client.TerminateInstanceAsync(later);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await CompletionAsync(suspended)).RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await CompletionAsync(later)).RuntimeStatus);
    }

    [Fact]
    public async Task PurgeInstanceAsync_FinishedOnly_ForgetsItAndItsChildrenIfRecursive()
    {
        await StartHubAsync();
        var id = await Client.ScheduleNewOrchestrationInstanceAsync("Parent");
        await StatusAsync(id + ":child", OrchestrationRuntimeStatus.Running);
        Assert.Equal(0, (await Client.PurgeInstanceAsync(id)).PurgedInstanceCount);
        await Client.RaiseEventAsync(id + ":child", "go", "on");
        await CompletionAsync(id);

        var purged = await Client.PurgeInstanceAsync(id, new PurgeInstanceOptions(Recursive: true));

        Assert.Equal(2, purged.PurgedInstanceCount);
        Assert.Null(await Client.GetInstanceAsync(id));
        Assert.Null(await Client.GetInstanceAsync(id + ":child"));
        Assert.Empty(await Hub.GetHistoryAsync(id));
        Assert.Equal(0, (await Client.PurgeInstanceAsync(id)).PurgedInstanceCount);
    }

    [Fact]
    public async Task PurgeAllInstancesAsync_Filter_ForgetsOnlyWhatMatches()
    {
        var time = new ManualTime();
        Time = time;
        await StartHubAsync();
        var old = (await RunAsync("Quick", "old")).InstanceId;
        var failed = (await RunAsync("Unknown")).InstanceId;
        time.Advance(TimeSpan.FromDays(2));
        var recent = (await RunAsync("Quick", "recent")).InstanceId;
        var running = await Client.ScheduleNewOrchestrationInstanceAsync("Waiting");

        var purged = await Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(
            CreatedTo: time.GetUtcNow().AddDays(-1), Statuses: [OrchestrationRuntimeStatus.Completed]));
        Assert.Equal(1, purged.PurgedInstanceCount);
        Assert.Null(await Client.GetInstanceAsync(old));
        Assert.NotNull(await Client.GetInstanceAsync(failed));

        var all = await Client.PurgeAllInstancesAsync(new PurgeInstancesFilter());
        Assert.Equal(2, all.PurgedInstanceCount);
        Assert.Null(await Client.GetInstanceAsync(recent));
        Assert.NotNull(await Client.GetInstanceAsync(running));
    }

    [Fact]
    public async Task GetAllInstancesAsync_FiltersAndPages_GivesEachOnceOldestFirst()
    {
        var time = new ManualTime();
        Time = time;
        await StartHubAsync();
        for (var i = 0; i < 7; i++)
        {
            var options = new StartOrchestrationOptions($"week-{i}")
            {
                Tags = new Dictionary<string, string> { ["n"] = $"{i}" },
            };
            await Client.ScheduleNewOrchestrationInstanceAsync("Quick", $"{i}", options);
            await CompletionAsync($"week-{i}");
            time.Advance(TimeSpan.FromDays(7));
        }

        await Client.ScheduleNewOrchestrationInstanceAsync("Waiting", new StartOrchestrationOptions("other"));
        var query = new OrchestrationQuery(
            Statuses: [OrchestrationRuntimeStatus.Completed],
            InstanceIdPrefix: "week-",
            CreatedFrom: time.GetUtcNow().AddDays(-42),
            PageSize: 4,
            FetchInputsAndOutputs: true);

        var pages = await Client.GetAllInstancesAsync(query).AsPages().ToListAsync();
        Assert.Equal([4, 2], pages.Select(page => page.Values.Count));
        Assert.Null(pages[1].ContinuationToken);

        var rest = await Client.GetAllInstancesAsync(query).AsPages(pages[0].ContinuationToken).ToListAsync();
        Assert.Equal(["week-5", "week-6"], Assert.Single(rest).Values.Select(instance => instance.InstanceId));
        var all = await Client.GetAllInstancesAsync(query).ToListAsync();
        Assert.Equal(["1", "2", "3", "4", "5", "6"], all.Select(instance => instance.ReadOutputAs<string>()));
        Assert.Equal("3", all[2].Tags["n"]);
        Assert.Equal(8, (await Client.GetAllInstancesAsync().ToListAsync()).Count);
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await Client.GetAllInstancesAsync(query with { ContinuationToken = "?" }).ToListAsync());
    }

    [Fact]
    public async Task RestartAsync_FinishedInstance_RunsItsInputAgain()
    {
        await StartHubAsync();
        var first = await RunAsync("Quick", "again");

        var second = await Client.RestartAsync(first.InstanceId, restartWithNewInstanceId: true);
        var same = await Client.RestartAsync(first.InstanceId);

        Assert.NotEqual(first.InstanceId, second);
        Assert.Equal(first.InstanceId, same);
        Assert.Equal("again", (await CompletionAsync(second)).ReadOutputAs<string>());
        Assert.Equal("again", (await CompletionAsync(same)).ReadOutputAs<string>());
        await Assert.ThrowsAsync<ArgumentException>(() => Client.RestartAsync("unknown"));
    }
}
