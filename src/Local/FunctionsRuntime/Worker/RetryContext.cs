namespace Microsoft.Azure.Functions.Worker;

/// <summary>Which retry of a function this invocation is.</summary>
public abstract class RetryContext
{
    public abstract int RetryCount { get; }

    public abstract int MaxRetryCount { get; }
}
