using Microsoft.DurableTask;

namespace Mixtape.Local.FunctionsRuntime.Engine.Orchestration;

/// <summary>Calls a task until it succeeds or its retry options give up; waits between by durable timers.</summary>
/// <remarks>Runs as part of the orchestrator: no ConfigureAwait(false) here.</remarks>
internal sealed class RetryLoop(TaskOrchestrationContext context, TaskRetryOptions? retry)
{
    /// <param name="attempt">Schedules the task once more, and gives its result as JSON.</param>
    public async Task<TResult> RunAsync<TResult>(Func<Task<string?>> attempt)
    {
        var firstAttempt = context.CurrentUtcDateTime;
        for (var failures = 1; ; failures++)
        {
            try
            {
                return FunctionsJson.Converter.Deserialize<TResult>(await attempt())!;
            }
            catch (TaskFailedException failed)
            {
                if (!await TriesAgainAsync(failed.FailureDetails, failures, firstAttempt))
                    throw;
            }
        }
    }

    /// <summary>The wait after so many failures: first x coefficient^(failures - 1), at most the maximum.</summary>
    internal static TimeSpan DelayAfter(int failures, RetryPolicy policy)
    {
        var longest = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : policy.MaxRetryInterval;
        var ticks = policy.FirstRetryInterval.Ticks * Math.Pow(policy.BackoffCoefficient, failures - 1);
        return ticks < longest.Ticks ? TimeSpan.FromTicks((long)ticks) : longest;
    }

    private async Task<bool> TriesAgainAsync(TaskFailureDetails failure, int failures, DateTime firstAttempt)
    {
        if (retry is null || failure.IsCausedBy<FunctionNotRegisteredException>())
            return false;
        var elapsed = context.CurrentUtcDateTime - firstAttempt;
        if (retry.Handler is { } handler)
            return await handler(new RetryContext(context, failures, failure, elapsed, CancellationToken.None));

        var policy = retry.Policy!;
        if (failures >= policy.MaxNumberOfAttempts || !policy.Handles(failure))
            return false;
        if (policy.RetryTimeout != Timeout.InfiniteTimeSpan && elapsed >= policy.RetryTimeout)
            return false;
        await context.CreateTimer(DelayAfter(failures, policy), CancellationToken.None);
        return true;
    }
}
