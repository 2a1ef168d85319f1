using Microsoft.Azure.Functions.Worker;
using Mixtape.Local.FunctionsRuntime.Engine;
using Mixtape.Local.FunctionsRuntime.Host.Discovery;
using Mixtape.Local.FunctionsRuntime.Host.Invocation;

namespace Mixtape.Local.FunctionsRuntime.Host.Durable;

/// <summary>Hands the durable functions to the engine.</summary>
internal static class DurableFunctions
{
    public static DurableFunctionRegistry Register(IEnumerable<FunctionDescriptor> functions, FunctionInvoker invoker)
    {
        var registry = new DurableFunctionRegistry();
        foreach (var function in functions)
        {
            if (function.Kind == TriggerKind.Orchestration)
                registry.AddOrchestrator(NameOf(function), context => invoker.OrchestrateAsync(function, context));
            else if (function.Kind == TriggerKind.Activity)
                registry.AddActivity(NameOf(function), (context, inputJson, cancellationToken) =>
                    invoker.InvokeAsync(function, new ActivityCall(context, inputJson), cancellationToken));
        }
        return registry;
    }

    /// <summary>The name that orchestrators call a durable function by.</summary>
    public static string NameOf(FunctionDescriptor function) => function.Trigger switch
    {
        OrchestrationTriggerAttribute { Orchestration: { } name } => name,
        ActivityTriggerAttribute { Activity: { } name } => name,
        _ => function.Name,
    };
}
