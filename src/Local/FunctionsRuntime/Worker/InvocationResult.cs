namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the function returned. Middleware may replace it before it is answered.</summary>
public abstract class InvocationResult : InvocationResult<object>;
