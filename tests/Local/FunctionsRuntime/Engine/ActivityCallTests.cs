using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Mixtape.Local.FunctionsRuntime.Engine.History;

namespace Mixtape.Local.FunctionsRuntime.Tests.Engine;

public sealed class ActivityCallTests : TaskHubTest
{
    [Fact]
    public async Task CallActivityAsync_FanOutOf200_GivesResultsInOrder()
    {
        Functions.Activity<int, int>("Square", x => x * x);
        Functions.Orchestrator("FanOut", async context => await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => context.CallActivityAsync<int>("Square", i))));

        var done = await RunAsync("FanOut");

        Assert.Equal(Enumerable.Range(0, 200).Select(i => i * i), done.ReadOutputAs<int[]>());
        var history = await Hub.GetHistoryAsync(done.InstanceId);
        Assert.Equal(200, history.OfType<TaskCompleted>().Count());
        Assert.True(history.Count < 800, $"The history has {history.Count} events.");
    }

    [Fact]
    public async Task CallActivityAsync_RecordsAndNulls_ComeThroughAsJson()
    {
        Functions.Activity<Track?, Track?>("Echo", track => track);
        Functions.Orchestrator("Echoes", async context => new[]
        {
            await context.CallActivityAsync<Track?>("Echo", new Track("Ágætis byrjun", 7.9)),
            await context.CallActivityAsync<Track?>("Echo"),
        });

        var done = await RunAsync("Echoes");

        Assert.Collection(
            done.ReadOutputAs<Track?[]>()!,
            track => Assert.Equal(new Track("Ágætis byrjun", 7.9), track),
            Assert.Null);
        var scheduled = (await Hub.GetHistoryAsync(done.InstanceId)).OfType<TaskScheduled>().First();
        Assert.Equal(scheduled.Input!.Length, scheduled.PayloadBytes);
    }

    [Fact]
    public async Task CallActivityAsync_ActivityThrows_SurfacesAsTaskFailedException()
    {
        TaskFailedException? caught = null;
        Functions.Activity<string, string>("Fail", _ =>
            throw new InvalidOperationException("outer", new FileNotFoundException("inner")));
        Functions.Orchestrator("Catch", async context =>
        {
            try
            {
                await context.CallActivityAsync("Fail", "x");
                return "no failure";
            }
            catch (TaskFailedException failed)
            {
                caught = failed;
                return "caught";
            }
        });

        var done = await RunAsync("Catch");

        Assert.Equal("caught", done.ReadOutputAs<string>());
        Assert.NotNull(caught);
        Assert.Equal("Fail", caught.TaskName);
        Assert.Equal("System.InvalidOperationException", caught.FailureDetails.ErrorType);
        Assert.Equal("outer", caught.FailureDetails.ErrorMessage);
        Assert.Contains(nameof(ActivityCallTests), caught.FailureDetails.StackTrace);
        Assert.Equal("inner", caught.FailureDetails.InnerFailure?.ErrorMessage);
        Assert.True(caught.FailureDetails.IsCausedBy<InvalidOperationException>());
        Assert.True(caught.FailureDetails.IsCausedBy<SystemException>());
        Assert.True(caught.FailureDetails.InnerFailure?.IsCausedBy<IOException>());
        Assert.False(caught.FailureDetails.IsCausedBy<ArgumentException>());
    }

    [Fact]
    public async Task CallActivityAsync_FailureNotCaught_FailsTheInstanceWithItsDetails()
    {
        Functions.Activity<string, string>("Fail", _ => throw new TimeoutException("too slow"));
        Functions.Orchestrator("Pass", context => context.CallActivityAsync<string>("Fail", "x"));

        var done = await RunAsync("Pass");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Null(done.SerializedOutput);
        Assert.True(done.FailureDetails!.IsCausedBy<TaskFailedException>());
        Assert.Contains("too slow", done.FailureDetails.ErrorMessage);
        Assert.True(done.FailureDetails.InnerFailure!.IsCausedBy<TimeoutException>());
    }

    [Fact]
    public async Task CallActivityAsync_UnknownName_FailsAtOnceAndNamesTheRegisteredOnes()
    {
        Functions.Activity<int, int>("Square", x => x);
        Functions.Orchestrator("Typo", context => context.CallActivityAsync<int>(
            "Sqare", 1, TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromHours(1)))));

        var done = await RunAsync("Typo");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Contains("'Sqare'", done.FailureDetails!.ErrorMessage);
        Assert.Contains("Registered are: Square", done.FailureDetails.ErrorMessage);
    }

    [Fact]
    public async Task CallActivityAsync_LongerThanTimeout_FailsWithTimeoutAndCancelsTheToken()
    {
        ActivityTimeout = TimeSpan.FromMilliseconds(50);
        var cancelled = new TaskCompletionSource();
        Functions.Activity<int, int>("Hang", async (_, token) =>
        {
            token.Register(cancelled.SetResult);
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return 0;
        });
        Functions.Orchestrator("Wait", context => context.CallActivityAsync<int>("Hang", 0));

        var done = await RunAsync("Wait");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.True(done.FailureDetails!.InnerFailure!.IsCausedBy<TimeoutException>());
        Assert.Contains("functionTimeout", done.FailureDetails.ErrorMessage);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task CallActivityAsync_NameInOtherCase_IsFound()
    {
        Functions.Activity<int, int>("Square", x => x * x);
        Functions.Orchestrator("Case", context => context.CallActivityAsync<int>("sQUARE", 3));

        Assert.Equal(9, (await RunAsync("cASE")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task StopAsync_ActivityRuns_RunsAgainInTheNextHub()
    {
        var attempts = new ConcurrentQueue<int>();
        var started = new TaskCompletionSource();
        Functions.Activity<int, int>("Slow", async (x, token) =>
        {
            attempts.Enqueue(x);
            if (attempts.Count == 1)
            {
                started.SetResult();
                await Task.Delay(Timeout.Infinite, token);
            }

            return x;
        });
        Functions.Orchestrator("One", context => context.CallActivityAsync<int>("Slow", 5));
        await StartHubAsync();
        var id = await Client.ScheduleNewOrchestrationInstanceAsync("One");
        await started.Task;
        await Hub.StopAsync(new CancellationToken(canceled: true));

        await StartHubAsync();
        var done = await CompletionAsync(id);

        Assert.Equal(5, done.ReadOutputAs<int>());
        Assert.Equal([5, 5], attempts);
    }

    private sealed record Track(string Title, double Minutes);
}
