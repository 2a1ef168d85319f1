namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>A binding that hands a value to the function.</summary>
public abstract class InputBindingAttribute : BindingAttribute;
