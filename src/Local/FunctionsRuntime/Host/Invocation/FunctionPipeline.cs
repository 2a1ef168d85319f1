using Microsoft.Azure.Functions.Worker.Middleware;

namespace Mixtape.Local.FunctionsRuntime.Host.Invocation;

/// <summary>The middleware of an app, outermost first.</summary>
internal sealed class FunctionPipeline
{
    private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> _steps = [];

    public void Add(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware) => _steps.Add(middleware);

    public FunctionExecutionDelegate Build(FunctionExecutionDelegate function) =>
        Enumerable.Reverse(_steps).Aggregate(function, (next, step) => step(next));
}
