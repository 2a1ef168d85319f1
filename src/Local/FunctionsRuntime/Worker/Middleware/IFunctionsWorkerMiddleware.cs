namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>Code around every invocation. Locally it surrounds HTTP, timer and activity functions.</summary>
public interface IFunctionsWorkerMiddleware
{
    Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
}
