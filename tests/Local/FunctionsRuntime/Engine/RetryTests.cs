using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Mixtape.Local.FunctionsRuntime.Engine.History;

namespace Mixtape.Local.FunctionsRuntime.Tests.Engine;

public sealed class RetryTests : TaskHubTest
{
    private readonly ManualTime _time = new();
    private int _attempts;

    public RetryTests() => Time = _time;

    [Fact]
    public async Task CallActivityAsync_RetryPolicy_WaitsByDurableTimersWithBackoff()
    {
        FailUntilAttempt(5);
        var policy = new RetryPolicy(
            10, TimeSpan.FromSeconds(10), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromSeconds(30));
        Functions.Orchestrator("Retry", context => context.CallActivityAsync<int>(
            "Flaky", options: TaskOptions.FromRetryPolicy(policy)));

        var (done, waits) = await RunThroughTimersAsync("Retry", expectedTimers: 4);

        Assert.Equal(5, done.ReadOutputAs<int>());
        Assert.Equal([10, 20, 30, 30], waits);
    }

    [Fact]
    public async Task CallActivityAsync_AttemptsUsedUp_FailsWithTheLastFailure()
    {
        FailUntilAttempt(int.MaxValue);
        var policy = new RetryPolicy(3, TimeSpan.FromSeconds(1));
        Functions.Orchestrator("Retry", context => context.CallActivityAsync<int>("Flaky", new TaskOptions(policy)));

        var (done, waits) = await RunThroughTimersAsync("Retry", expectedTimers: 2);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Equal([1, 1], waits);
        Assert.Equal(3, _attempts);
        Assert.Equal("attempt 3", done.FailureDetails!.InnerFailure!.ErrorMessage);
    }

    [Fact]
    public async Task CallActivityAsync_RetryTimeoutPassed_GivesUp()
    {
        FailUntilAttempt(int.MaxValue);
        var policy = new RetryPolicy(
            100, TimeSpan.FromSeconds(10), retryTimeout: TimeSpan.FromSeconds(25));
        Functions.Orchestrator("Retry", context => context.CallActivityAsync<int>("Flaky", new TaskOptions(policy)));

        var (done, _) = await RunThroughTimersAsync("Retry", expectedTimers: 3);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Equal(4, _attempts);
    }

    [Fact]
    public async Task CallActivityAsync_HandleFailureRefuses_DoesNotRetry()
    {
        FailUntilAttempt(int.MaxValue);
        var policy = new RetryPolicy(5, TimeSpan.FromSeconds(1))
        {
            HandleFailure = failure => !failure.IsCausedBy<InvalidDataException>(),
        };
        Functions.Orchestrator("Retry", context => context.CallActivityAsync<int>("Flaky", new TaskOptions(policy)));

        var done = await RunAsync("Retry");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Equal(1, _attempts);
    }

    [Fact]
    public async Task CallActivityAsync_RetryHandler_IsAskedAfterEachFailure()
    {
        FailUntilAttempt(int.MaxValue);
        var asked = new ConcurrentDictionary<int, string>();
        Functions.Orchestrator("Retry", context => context.CallActivityAsync<int>(
            "Flaky",
            options: TaskOptions.FromRetryHandler(retry =>
            {
                asked[retry.LastAttemptNumber] = retry.LastFailure.ErrorMessage;
                return retry.LastAttemptNumber < 3;
            })));

        var done = await RunAsync("Retry");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Equal(
            ["attempt 1", "attempt 2", "attempt 3"],
            asked.OrderBy(pair => pair.Key).Select(pair => pair.Value));
    }

    [Fact]
    public async Task CallActivityAsync_AsyncRetryHandler_MayWaitByTimer()
    {
        FailUntilAttempt(3);
        AsyncRetryHandler handler = async retry =>
        {
            await retry.OrchestrationContext.CreateTimer(TimeSpan.FromMinutes(retry.LastAttemptNumber), default);
            return retry.TotalRetryTime < TimeSpan.FromHours(1);
        };
        Functions.Orchestrator("Retry", context => context.CallActivityAsync<int>(
            "Flaky", options: TaskOptions.FromRetryHandler(handler)));

        var (done, waits) = await RunThroughTimersAsync("Retry", expectedTimers: 2);

        Assert.Equal(3, done.ReadOutputAs<int>());
        Assert.Equal([60, 120], waits);
    }

    [Fact]
    public async Task CallSubOrchestratorAsync_RetryPolicy_RunsTheChildAgain()
    {
        FailUntilAttempt(2);
        Functions.Orchestrator("Child", context => context.CallActivityAsync<int>("Flaky"));
        Functions.Orchestrator("Parent", context => context.CallSubOrchestratorAsync<int>(
            "Child", options: TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(5)))));

        var (done, waits) = await RunThroughTimersAsync("Parent", expectedTimers: 1);

        Assert.Equal(2, done.ReadOutputAs<int>());
        Assert.Equal([5], waits);
    }

    private void FailUntilAttempt(int succeeding) => Functions.Activity<int, int>("Flaky", _ =>
    {
        var attempt = Interlocked.Increment(ref _attempts);
        return attempt < succeeding ? throw new InvalidDataException($"attempt {attempt}") : attempt;
    });

    /// <summary>Runs an instance, moving the clock to each timer in turn; gives the waits in seconds.</summary>
    private async Task<(OrchestrationMetadata Done, List<double> Waits)> RunThroughTimersAsync(
        string name, int expectedTimers)
    {
        await StartHubAsync();
        var id = await Client.ScheduleNewOrchestrationInstanceAsync(name);
        var waits = new List<double>();
        for (var count = 1; count <= expectedTimers; count++)
        {
            var timer = (await HistoryAsync<TimerCreated>(id, count))[^1];
            waits.Add((timer.FireAt - timer.Timestamp).TotalSeconds);
            _time.Advance(timer.FireAt - _time.GetUtcNow().UtcDateTime);
        }

        return (await CompletionAsync(id), waits);
    }
}
