namespace Microsoft.DurableTask;

/// <summary>
/// Says after a failed attempt whether to make another; it may await the context's timers and activities first, and
/// must be deterministic.
/// </summary>
public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);
