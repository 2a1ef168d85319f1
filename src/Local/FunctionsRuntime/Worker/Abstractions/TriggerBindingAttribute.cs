namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>A binding that runs the function.</summary>
public abstract class TriggerBindingAttribute : BindingAttribute;
