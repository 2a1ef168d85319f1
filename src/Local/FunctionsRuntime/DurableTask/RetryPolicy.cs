namespace Microsoft.DurableTask;

/// <summary>
/// Repeats a failed activity or sub-orchestration after FirstRetryInterval x BackoffCoefficient^n, at most
/// MaxRetryInterval. The waits are durable timers.
/// </summary>
public class RetryPolicy
{
    private readonly Func<TaskFailureDetails, bool>? _handleFailure;

    /// <param name="maxNumberOfAttempts">Attempts in all, at least 1.</param>
    /// <param name="firstRetryInterval">The wait before the second attempt; positive.</param>
    /// <param name="backoffCoefficient">The factor from one wait to the next, at least 1.</param>
    /// <param name="maxRetryInterval">The longest wait: one hour if null, none if infinite.</param>
    /// <param name="retryTimeout">After this much time no attempt is made; null or infinite for no limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside these limits.</exception>
    public RetryPolicy(
        int maxNumberOfAttempts,
        TimeSpan firstRetryInterval,
        double backoffCoefficient = 1.0,
        TimeSpan? maxRetryInterval = null,
        TimeSpan? retryTimeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNumberOfAttempts);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstRetryInterval, TimeSpan.Zero);
        if (!(backoffCoefficient >= 1.0))
            throw new ArgumentOutOfRangeException(nameof(backoffCoefficient), backoffCoefficient, "Give 1 or more.");
        RequireAtLeast(firstRetryInterval, maxRetryInterval, nameof(maxRetryInterval));
        RequireAtLeast(firstRetryInterval, retryTimeout, nameof(retryTimeout));

        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = maxRetryInterval ?? TimeSpan.FromHours(1);
        RetryTimeout = retryTimeout ?? Timeout.InfiniteTimeSpan;
    }

    public int MaxNumberOfAttempts { get; }

    public TimeSpan FirstRetryInterval { get; }

    public double BackoffCoefficient { get; }

    public TimeSpan MaxRetryInterval { get; }

    public TimeSpan RetryTimeout { get; }

    /// <summary>Says of a failure whether to try again; without it, every failure is retried.</summary>
    public Func<TaskFailureDetails, bool>? HandleFailure
    {
        init => _handleFailure = value;
    }

    internal bool Handles(TaskFailureDetails failure) => _handleFailure?.Invoke(failure) ?? true;

    private static void RequireAtLeast(TimeSpan first, TimeSpan? value, string name)
    {
        if (value < first && value != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(name, value, "Give at least firstRetryInterval, or infinite.");
    }
}
