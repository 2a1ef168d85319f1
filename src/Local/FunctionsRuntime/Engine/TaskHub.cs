using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Mixtape.Local.FunctionsRuntime.Engine;

/// <summary>Runs orchestrators and activities from a SQLite file.</summary>
internal sealed class TaskHub(TaskHubOptions options, DurableFunctionRegistry functions, ILoggerFactory loggerFactory)
    : IAsyncDisposable
{
    public TaskHubOptions Options { get; } = options;

    public DurableFunctionRegistry Functions { get; } = functions;

    public ILoggerFactory LoggerFactory { get; } = loggerFactory;

    public DurableTaskClient Client => throw new InvalidOperationException("Start the hub first.");

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
