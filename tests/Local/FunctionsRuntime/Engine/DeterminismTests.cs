using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Mixtape.Local.FunctionsRuntime.Engine;
using Mixtape.Local.FunctionsRuntime.Engine.History;

namespace Mixtape.Local.FunctionsRuntime.Tests.Engine;

public sealed class DeterminismTests : TaskHubTest
{
    [Fact]
    public async Task Replay_NewGuidAndCurrentUtcDateTime_AreTheSameEachTime()
    {
        var guids = new ConcurrentQueue<(int Index, Guid Value)>();
        var times = new ConcurrentQueue<(int Index, DateTime Value)>();
        Functions.Activity<int, int>("Work", x => x);
        Functions.Orchestrator("Values", async context =>
        {
            for (var i = 0; i < 5; i++)
            {
                guids.Enqueue((2 * i, context.NewGuid()));
                guids.Enqueue(((2 * i) + 1, context.NewGuid()));
                times.Enqueue((i, context.CurrentUtcDateTime));
                await context.CallActivityAsync<int>("Work", i);
            }

            return 0;
        });

        await RunAsync("Values");
        await RunAsync("Values");

        Assert.All(times, time => Assert.Equal(DateTimeKind.Utc, time.Value.Kind));
        Assert.Equal(2 * 5, times.Distinct().Count());
        Assert.Equal(2 * 10, guids.Distinct().Count());
        Assert.Equal(2 * 10, guids.DistinctBy(guid => guid.Value).Count());
        Assert.True(times.Count > 2 * 5, "The orchestrator was never replayed.");
    }

    [Fact]
    public async Task CreateReplaySafeLogger_ManyReplays_LogsEachLineOnce()
    {
        var loggers = new ListLoggerFactory();
        Loggers = loggers;
        Functions.Activity<int, int>("Work", x => x);
        Functions.Orchestrator("Talk", async context =>
        {
            var logger = context.CreateReplaySafeLogger("Talk");
            for (var i = 0; i < 5; i++)
            {
                logger.LogInformation("before {Number}", i);
                await context.CallActivityAsync<int>("Work", i);
            }

            logger.LogInformation("done");
            return 0;
        });

        await RunAsync("Talk");

        Assert.Equal(
            ["before 0", "before 1", "before 2", "before 3", "before 4", "done"],
            loggers.Lines.Where(line => line.Category == "Talk").Select(line => line.Line));
    }

    [Fact]
    public async Task Replay_ActivityRenamed_FailsNamingBoth()
    {
        var failure = await ChangeAsync(
            async context => await context.CallActivityAsync<int>("First"),
            async context => await context.CallActivityAsync<int>("Renamed"));

        Assert.Contains("expected activity 'First' (#0)", failure.ErrorMessage);
        Assert.Contains("now gives activity 'Renamed' (#0)", failure.ErrorMessage);
    }

    [Fact]
    public async Task Replay_ActivitiesReordered_FailsNamingBoth()
    {
        var failure = await ChangeAsync(
            context => Both(context, "First", "Second"),
            context => Both(context, "Second", "First"));

        Assert.Contains("expected activity 'First' (#0)", failure.ErrorMessage);
        Assert.Contains("now gives activity 'Second' (#0)", failure.ErrorMessage);

        static Task Both(TaskOrchestrationContext context, string one, string other) => Task.WhenAll(
            context.CallActivityAsync<int>(one), context.CallActivityAsync<int>(other));
    }

    [Fact]
    public async Task Replay_ActivityRemoved_FailsNamingIt()
    {
        var failure = await ChangeAsync(
            async context => await context.CallActivityAsync<int>("First"),
            _ => Task.CompletedTask);

        Assert.Contains("expected activity 'First' (#0)", failure.ErrorMessage);
        Assert.Contains("no further action", failure.ErrorMessage);
    }

    [Fact]
    public async Task Replay_ActivityAdded_FailsNamingIt()
    {
        var failure = await ChangeAsync(
            _ => Task.CompletedTask,
            async context => await context.CallActivityAsync<int>("Added"));

        Assert.Contains("expected no further action", failure.ErrorMessage);
        Assert.Contains("now gives activity 'Added' (#0)", failure.ErrorMessage);
    }

    [Fact]
    public async Task Replay_OtherKindOfAction_FailsNamingBoth()
    {
        var failure = await ChangeAsync(
            context => context.CallActivityAsync<int>("First"),
            context => context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None));

        Assert.Contains("expected activity 'First' (#0)", failure.ErrorMessage);
        Assert.Contains("now gives timer (#0)", failure.ErrorMessage);
    }

    [Fact]
    public async Task Replay_EndsWhereItWaited_Fails()
    {
        Functions.Orchestrator("Changing", context => context.WaitForExternalEvent<int>("go"));
        await StartHubAsync();
        var id = await Client.ScheduleNewOrchestrationInstanceAsync("Changing");
        await StatusAsync(id, OrchestrationRuntimeStatus.Running);
        Functions = new DurableFunctionRegistry().Orchestrator("Changing", _ => Task.FromResult(0));
        await StartHubAsync();
        await Client.RaiseEventAsync(id, "go", 1);

        var done = await CompletionAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Contains("now gives its end", done.FailureDetails!.ErrorMessage);
    }

    [Theory]
    [InlineData("delay")]
    [InlineData("run")]
    [InlineData("configure")]
    public async Task Execute_AwaitsWhatIsNotFromTheContext_FailsSayingSo(string kind)
    {
        Functions.Activity<int, int>("Work", x => x);
        Functions.Orchestrator("Foreign", async context =>
        {
            if (kind == "delay")
                await Task.Delay(TimeSpan.FromMinutes(10));
            else if (kind == "run")
                await Task.Run(() => Thread.Sleep(300));
            else
                await context.CallActivityAsync<int>("Work", 1).ConfigureAwait(false);
            return await context.CallActivityAsync<int>("Work", 2);
        });

        var done = await RunAsync("Foreign");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Contains("ConfigureAwait(false)", done.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task Execute_UnknownOrchestrator_FailsNamingTheRegisteredOnes()
    {
        Functions.Orchestrator("Weekly", _ => Task.FromResult(0));

        var done = await RunAsync("Weekley");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Equal("No orchestrator is named 'Weekley'. Registered are: Weekly.", done.FailureDetails!.ErrorMessage);
    }

    /// <summary>Runs one version to where it waits, changes the code, and goes on in a new hub.</summary>
    private async Task<TaskFailureDetails> ChangeAsync(
        Func<TaskOrchestrationContext, Task> before, Func<TaskOrchestrationContext, Task> after)
    {
        Functions = Version(before);
        await StartHubAsync();
        var id = await Client.ScheduleNewOrchestrationInstanceAsync("Changing");
        await StatusAsync(id, OrchestrationRuntimeStatus.Running);
        await UntilAsync(async () =>
        {
            var history = await Hub.GetHistoryAsync(id);
            return history.OfType<TaskCompleted>().Count() == history.OfType<TaskScheduled>().Count();
        });

        Functions = Version(after);
        await StartHubAsync();
        await Client.RaiseEventAsync(id, "go", 1);
        var done = await CompletionAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        return done.FailureDetails!;
    }

    private static DurableFunctionRegistry Version(Func<TaskOrchestrationContext, Task> code)
    {
        var functions = new DurableFunctionRegistry().Orchestrator("Changing", async context =>
        {
            await code(context);
            return await context.WaitForExternalEvent<int>("go");
        });
        foreach (var name in new[] { "First", "Second", "Renamed", "Added" })
            functions.Activity<int, int>(name, x => x);
        return functions;
    }
}
