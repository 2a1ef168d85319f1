namespace Microsoft.DurableTask;

/// <summary>What a retry handler decides by.</summary>
/// <param name="OrchestrationContext">The orchestration that calls the task.</param>
/// <param name="LastAttemptNumber">Failed attempts so far, from 1.</param>
/// <param name="LastFailure">The last attempt's failure.</param>
/// <param name="TotalRetryTime">Time since the first attempt began.</param>
/// <param name="CancellationToken">Never cancelled.</param>
public record RetryContext(
    TaskOrchestrationContext OrchestrationContext,
    int LastAttemptNumber,
    TaskFailureDetails LastFailure,
    TimeSpan TotalRetryTime,
    CancellationToken CancellationToken);
