using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Mixtape.Local.FunctionsRuntime.Engine;

namespace Mixtape.Local.FunctionsRuntime.Tests.Engine;

/// <summary>Registers typed lambdas, as the host registers typed methods.</summary>
internal static class TestFunctions
{
    public static DurableFunctionRegistry Orchestrator<TResult>(
        this DurableFunctionRegistry functions, string name, Func<TaskOrchestrationContext, Task<TResult>> run)
    {
        functions.AddOrchestrator(name, async context => await run(context));
        return functions;
    }

    public static DurableFunctionRegistry Activity<TInput, TResult>(
        this DurableFunctionRegistry functions, string name, Func<TInput, TResult> run) =>
        functions.Activity<TInput, TResult>(name, (input, _) => Task.FromResult(run(input)));

    public static DurableFunctionRegistry Activity<TInput, TResult>(
        this DurableFunctionRegistry functions, string name, Func<TInput, CancellationToken, Task<TResult>> run)
    {
        functions.AddActivity(
            name,
            async (_, json, token) => await run(JsonDataConverter.Default.Deserialize<TInput>(json)!, token));
        return functions;
    }
}
