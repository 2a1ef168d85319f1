namespace Microsoft.Azure.Functions.Worker;

/// <summary>A binding of a function.</summary>
public abstract class BindingMetadata
{
    public abstract string Name { get; }

    /// <summary>The binding's type as function.json has it, such as "httpTrigger".</summary>
    public abstract string Type { get; }

    public abstract BindingDirection Direction { get; }
}
