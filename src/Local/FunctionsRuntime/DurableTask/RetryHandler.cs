namespace Microsoft.DurableTask;

/// <summary>Says after a failed attempt whether to make another; must be deterministic.</summary>
public delegate bool RetryHandler(RetryContext retryContext);
