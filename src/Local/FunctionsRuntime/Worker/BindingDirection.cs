namespace Microsoft.Azure.Functions.Worker;

/// <summary>Whether a binding hands a value to the function or takes one from it.</summary>
public enum BindingDirection
{
    In = 0,
    Out = 1,
}
