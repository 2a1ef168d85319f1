namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the trigger knows beside its value: for HTTP, the route's values.</summary>
public abstract class BindingContext
{
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
