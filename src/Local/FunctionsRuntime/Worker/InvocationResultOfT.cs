namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the function returned, by type.</summary>
public abstract class InvocationResult<T>
{
    public abstract T? Value { get; set; }
}
