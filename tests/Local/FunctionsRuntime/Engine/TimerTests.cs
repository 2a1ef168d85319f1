using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Mixtape.Local.FunctionsRuntime.Engine.History;

namespace Mixtape.Local.FunctionsRuntime.Tests.Engine;

public sealed class TimerTests : TaskHubTest
{
    private readonly ManualTime _time = new();

    public TimerTests() => Time = _time;

    [Fact]
    public async Task CreateTimer_HubRestartsMeanwhile_FiresAtItsTime()
    {
        Functions.Orchestrator("Sleep", async context =>
        {
            var before = context.CurrentUtcDateTime;
            await context.CreateTimer(TimeSpan.FromDays(3), CancellationToken.None);
            return context.CurrentUtcDateTime - before;
        });
        await StartHubAsync();
        var id = await Client.ScheduleNewOrchestrationInstanceAsync("Sleep");
        await HistoryAsync<TimerCreated>(id);

        await StartHubAsync();
        _time.Advance(TimeSpan.FromDays(3) - TimeSpan.FromSeconds(1));
        await StartHubAsync();
        Assert.Empty((await Hub.GetHistoryAsync(id)).OfType<TimerFired>());
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(TimeSpan.FromDays(3), (await CompletionAsync(id)).ReadOutputAs<TimeSpan>());
    }

    [Fact]
    public async Task CreateTimer_DueWhileNoHubRuns_FiresInTheNext()
    {
        Functions.Orchestrator("Sleep", async context =>
        {
            await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            return "awake";
        });
        await StartHubAsync();
        var id = await Client.ScheduleNewOrchestrationInstanceAsync("Sleep");
        await HistoryAsync<TimerCreated>(id);
        await Hub.StopAsync(CancellationToken.None);

        _time.Advance(TimeSpan.FromHours(2));
        await StartHubAsync();

        Assert.Equal("awake", (await CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task CreateTimer_TokenCancelled_CancelsTheTaskAndTheStoredTimer()
    {
        Functions.Activity<int, int>("Work", x => x);
        Functions.Orchestrator("Race", async context =>
        {
            using var cancellation = new CancellationTokenSource();
            var timer = context.CreateTimer(TimeSpan.FromDays(365), cancellation.Token);
            var work = context.CallActivityAsync<int>("Work", 1);
            var first = await Task.WhenAny(timer, work);
            cancellation.Cancel();
            await Assert.ThrowsAsync<TaskCanceledException>(() => timer);
            await context.CallActivityAsync<int>("Work", 2);
            return first == work;
        });

        var done = await RunAsync("Race");

        Assert.True(done.ReadOutputAs<bool>(), done.FailureDetails?.ToString());
        var history = await Hub.GetHistoryAsync(done.InstanceId);
        var created = Assert.Single(history.OfType<TimerCreated>());
        Assert.Equal(created.TaskId, Assert.Single(history.OfType<TimerCanceled>()).TaskId);
    }

    [Fact]
    public async Task CreateTimer_CancelledInTheSameStep_NeverReachesTheHistory()
    {
        Functions.Activity<int, int>("Work", x => x);
        Functions.Orchestrator("Withdraw", async context =>
        {
            using var cancellation = new CancellationTokenSource();
            var timer = context.CreateTimer(TimeSpan.FromDays(1), cancellation.Token);
            cancellation.Cancel();
            await context.CallActivityAsync<int>("Work", 1);
            return timer.IsCanceled;
        });

        var done = await RunAsync("Withdraw");

        Assert.True(done.ReadOutputAs<bool>(), done.FailureDetails?.ToString());
        Assert.Empty((await Hub.GetHistoryAsync(done.InstanceId)).OfType<TimerCreated>());
    }

    [Fact]
    public async Task CreateTimer_ManyOutOfOrder_FireInOrderOfTime()
    {
        Functions.Orchestrator("Timers", async context =>
        {
            var order = new List<int>();
            await Task.WhenAll(new[] { 30, 10, 20 }.Select(async minutes =>
            {
                await context.CreateTimer(TimeSpan.FromMinutes(minutes), CancellationToken.None);
                order.Add(minutes);
            }));
            return order;
        });
        await StartHubAsync();
        var id = await Client.ScheduleNewOrchestrationInstanceAsync("Timers");
        await HistoryAsync<TimerCreated>(id, 3);
        for (var fired = 1; fired <= 3; fired++)
        {
            _time.Advance(TimeSpan.FromMinutes(10));
            await HistoryAsync<TimerFired>(id, fired);
        }

        var done = await CompletionAsync(id);
        Assert.Equal([10, 20, 30], done.ReadOutputAs<int[]>()!);
    }

    [Fact]
    public async Task ScheduleNewOrchestrationInstanceAsync_StartAt_StaysPendingUntilThen()
    {
        Functions.Orchestrator("Later", async context =>
            $"{await context.WaitForExternalEvent<string>("word")} at {context.CurrentUtcDateTime:HH:mm}");
        await StartHubAsync();
        var startAt = _time.GetUtcNow() + TimeSpan.FromHours(6);
        var id = await Client.ScheduleNewOrchestrationInstanceAsync(
            "Later", new StartOrchestrationOptions { StartAt = startAt });
        await Client.RaiseEventAsync(id, "word", "early");

        _time.Advance(TimeSpan.FromHours(6) - TimeSpan.FromTicks(1));
        await StartHubAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await Client.GetInstanceAsync(id))!.RuntimeStatus);
        _time.Advance(TimeSpan.FromTicks(1));

        await Client.WaitForInstanceStartAsync(id);
        Assert.Equal("early at 15:00", (await CompletionAsync(id)).ReadOutputAs<string>());
    }
}
