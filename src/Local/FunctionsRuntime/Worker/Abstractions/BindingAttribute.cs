namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>What all bindings are.</summary>
public abstract class BindingAttribute : Attribute;
