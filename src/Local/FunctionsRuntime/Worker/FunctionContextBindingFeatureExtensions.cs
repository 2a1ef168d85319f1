using Mixtape.Local.FunctionsRuntime.Host.Invocation;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Access to the result of an invocation.</summary>
public static class FunctionContextBindingFeatureExtensions
{
    /// <summary>The result; its value is null until the function has returned.</summary>
    public static InvocationResult GetInvocationResult(this FunctionContext context) =>
        context.Features.Get<ReturnedValue>()
        ?? throw new InvalidOperationException(
            "This context was not made by the runtime and has no result. "
            + "Call GetInvocationResult in a function or middleware.");
}
