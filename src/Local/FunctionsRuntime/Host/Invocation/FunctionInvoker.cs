using System.Reflection;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Mixtape.Local.FunctionsRuntime.Host.Discovery;
using Mixtape.Local.FunctionsRuntime.Host.Settings;

namespace Mixtape.Local.FunctionsRuntime.Host.Invocation;

/// <summary>Runs functions, each in a service scope of its own. Safe for use by several threads.</summary>
internal sealed class FunctionInvoker
{
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeSpan? _timeout;
    private readonly TimeProvider _clock;
    private readonly FunctionExecutionDelegate _pipeline;

    public FunctionInvoker(
        IServiceScopeFactory scopes, FunctionPipeline pipeline, HostSettings settings, TimeProvider clock)
    {
        _scopes = scopes;
        _timeout = settings.FunctionTimeout;
        _clock = clock;
        _pipeline = pipeline.Build(context => ExecuteAsync((InvocationContext)context));
    }

    /// <summary>Runs a function with the middleware around it.</summary>
    /// <exception cref="TimeoutException">It ran into functionTimeout and heeded its cancellation.</exception>
    public async Task<object?> InvokeAsync(
        FunctionDescriptor function, object trigger, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_timeout ?? Timeout.InfiniteTimeSpan, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        await using var scope = _scopes.CreateAsyncScope();
        var context = new InvocationContext(function, trigger, scope.ServiceProvider, either.Token);
        try
        {
            await _pipeline(context);
        }
        catch (OperationCanceledException e)
            when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"{function.Name} ran longer than {_timeout}: "
                    + $"raise functionTimeout in {HostSettings.FileName}, or do less in it.", e);
        }
        return context.Result.Value;
    }

    /// <summary>
    /// Runs an orchestrator. Middleware does not surround it, since what it awaits would be replayed, and every await
    /// stays on the caller's synchronization context, where the engine runs the orchestration.
    /// </summary>
    public async Task<object?> OrchestrateAsync(FunctionDescriptor function, object trigger)
    {
        using var scope = _scopes.CreateScope();
        var context = new InvocationContext(function, trigger, scope.ServiceProvider, CancellationToken.None);
        await ExecuteAsync(context);
        return context.Result.Value;
    }

    private static async Task ExecuteAsync(InvocationContext context)
    {
        var function = context.Function;
        var arguments = new object?[function.Binders.Count];
        for (var i = 0; i < arguments.Length; i++)
            arguments[i] = await function.Binders[i](context);
        var instance = function.Method.IsStatic
            ? null
            : ActivatorUtilities.CreateInstance(context.InstanceServices, function.Method.DeclaringType!);
        try
        {
            var result = function.Method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, arguments, null);
            context.Result.Value = await function.ReadResult(result);
        }
        finally
        {
            if (instance is IAsyncDisposable asynchronous)
                await asynchronous.DisposeAsync();
            else
                (instance as IDisposable)?.Dispose();
        }
    }
}
