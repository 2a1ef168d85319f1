using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Mixtape.Local.FunctionsRuntime.Engine.History;

namespace Mixtape.Local.FunctionsRuntime.Tests.Engine;

public sealed class ExternalEventTests : TaskHubTest
{
    [Fact]
    public async Task WaitForExternalEvent_RaisedBeforeTheWait_GivesThemInOrderOfArrival()
    {
        var blocked = new TaskCompletionSource<int>();
        Functions.Activity<int, int>("Block", (_, _) => blocked.Task);
        Functions.Orchestrator("Late", async context =>
        {
            await context.CallActivityAsync<int>("Block");
            return new[]
            {
                await context.WaitForExternalEvent<string>("SONG"),
                await context.WaitForExternalEvent<string>("song"),
            };
        });
        await StartHubAsync();
        var id = await Client.ScheduleNewOrchestrationInstanceAsync("Late");
        await Client.RaiseEventAsync(id, "Song", "first");
        await Client.RaiseEventAsync(id, "other", "nobody waits for this");
        await Client.RaiseEventAsync(id, "song", "second");
        await HistoryAsync<EventRaised>(id, 3);
        blocked.SetResult(0);

        var done = await CompletionAsync(id);
        Assert.Equal(["first", "second"], done.ReadOutputAs<string[]>()!);
    }

    [Fact]
    public async Task WaitForExternalEvent_RaisedAfterTheWaitAndARestart_Continues()
    {
        Functions.Orchestrator("Approve", async context =>
            await context.WaitForExternalEvent<Approval>("Approval") is { Ok: true, By: var name } ? name : "nobody");
        await StartHubAsync();
        var id = await Client.ScheduleNewOrchestrationInstanceAsync("Approve");
        await StatusAsync(id, OrchestrationRuntimeStatus.Running);

        await StartHubAsync();
        await Client.RaiseEventAsync(id, "approval", new Approval(true, "Björk"));

        Assert.Equal("Björk", (await CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task WaitForExternalEvent_SeveralWaiters_TheLatestGetsTheNextEvent()
    {
        Functions.Orchestrator("Two", async context =>
        {
            var older = context.WaitForExternalEvent<int>("n");
            var newer = context.WaitForExternalEvent<int>("n");
            await Task.WhenAll(older, newer);
            return new[] { older.Result, newer.Result };
        });
        await StartHubAsync();
        var id = await Client.ScheduleNewOrchestrationInstanceAsync("Two");
        await Client.RaiseEventAsync(id, "n", 1);
        await Client.RaiseEventAsync(id, "n", 2);

        var done = await CompletionAsync(id);
        Assert.Equal([2, 1], done.ReadOutputAs<int[]>()!);
    }

    [Fact]
    public async Task WaitForExternalEvent_TimeoutPasses_ThrowsAndLaterEventsStayForTheNextWait()
    {
        var time = new ManualTime();
        Time = time;
        Functions.Orchestrator("Patience", async context =>
        {
            try
            {
                await context.WaitForExternalEvent<int>("n", TimeSpan.FromMinutes(5));
                return -1;
            }
            catch (TaskCanceledException)
            {
                await context.CreateTimer(TimeSpan.FromMinutes(5), CancellationToken.None);
                return await context.WaitForExternalEvent<int>("n", TimeSpan.FromMinutes(5));
            }
        });
        await StartHubAsync();
        var id = await Client.ScheduleNewOrchestrationInstanceAsync("Patience");
        await HistoryAsync<TimerCreated>(id);
        time.Advance(TimeSpan.FromMinutes(5));
        await HistoryAsync<TimerCreated>(id, 2);
        await Client.RaiseEventAsync(id, "n", 7);
        await HistoryAsync<EventRaised>(id);
        time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(7, (await CompletionAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task WaitForExternalEvent_InTime_CancelsItsTimer()
    {
        Functions.Activity<int, int>("Work", x => x);
        Functions.Orchestrator("InTime", async context =>
        {
            var n = await context.WaitForExternalEvent<int>("n", TimeSpan.FromDays(30));
            return await context.CallActivityAsync<int>("Work", n);
        });
        await StartHubAsync();
        var id = await Client.ScheduleNewOrchestrationInstanceAsync("InTime");
        await HistoryAsync<TimerCreated>(id);
        await Client.RaiseEventAsync(id, "n", 3);

        Assert.Equal(3, (await CompletionAsync(id)).ReadOutputAs<int>());
        Assert.Single((await Hub.GetHistoryAsync(id)).OfType<TimerCanceled>());
    }

    [Fact]
    public async Task WaitForExternalEvent_PayloadOfAnotherType_FailsTheWait()
    {
        Functions.Orchestrator("Number", context => context.WaitForExternalEvent<int>("n"));
        await StartHubAsync();
        var id = await Client.ScheduleNewOrchestrationInstanceAsync("Number");
        await Client.RaiseEventAsync(id, "n", "not a number");

        var done = await CompletionAsync(id);

        Assert.Equal("System.Text.Json.JsonException", done.FailureDetails?.ErrorType);
    }

    [Fact]
    public async Task SendEvent_ToAnotherInstance_ArrivesThere()
    {
        Functions.Orchestrator("Receiver", context => context.WaitForExternalEvent<string>("hello"));
        Functions.Orchestrator("Sender", context =>
        {
            context.SendEvent("receiver", "hello", "from " + context.InstanceId);
            context.SendEvent("nobody", "hello", "dropped");
            return Task.FromResult(0);
        });
        await StartHubAsync();
        var receiver = await Client.ScheduleNewOrchestrationInstanceAsync(
            "Receiver", new StartOrchestrationOptions("receiver"));
        await Client.ScheduleNewOrchestrationInstanceAsync("Sender", new StartOrchestrationOptions("sender"));

        Assert.Equal("from sender", (await CompletionAsync(receiver)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task RaiseEventAsync_FinishedOrUnknownInstance_IsDropped()
    {
        Functions.Orchestrator("Quick", _ => Task.FromResult(1));
        var done = await RunAsync("Quick");

        await Client.RaiseEventAsync(done.InstanceId, "late", 1);
        await Client.RaiseEventAsync("unknown", "late", 1);

        Assert.Empty((await Hub.GetHistoryAsync(done.InstanceId)).OfType<EventRaised>());
        Assert.Null(await Client.GetInstanceAsync("unknown"));
    }

    private sealed record Approval(bool Ok, string By);
}
