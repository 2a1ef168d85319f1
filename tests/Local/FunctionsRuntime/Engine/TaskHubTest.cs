using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Mixtape.Local.FunctionsRuntime.Engine;
using Mixtape.Local.FunctionsRuntime.Engine.History;

namespace Mixtape.Local.FunctionsRuntime.Tests.Engine;

/// <summary>A test with a task hub of its own, in a folder of its own.</summary>
public abstract class TaskHubTest : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mixtape-hub-").FullName;
    private TaskHub? _hub;

    private protected DurableFunctionRegistry Functions { get; set; } = new();

    private protected TimeProvider Time { get; set; } = TimeProvider.System;

    private protected TimeSpan? ActivityTimeout { get; set; }

    private protected ILoggerFactory Loggers { get; set; } = NullLoggerFactory.Instance;

    private protected TaskHub Hub => _hub ?? throw new InvalidOperationException("Start the hub first.");

    private protected DurableTaskClient Client => Hub.Client;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_hub is not null)
            await _hub.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts the hub; a hub that runs is stopped first, and the new one goes on with its file.</summary>
    private protected async Task StartHubAsync()
    {
        if (_hub is not null)
            await _hub.DisposeAsync();
        var options = new TaskHubOptions
        {
            DatabasePath = Path.Combine(_folder, "hub.db"),
            MaxConcurrentActivities = 4,
            TimeProvider = Time,
            ActivityTimeout = ActivityTimeout,
        };
        _hub = new TaskHub(options, Functions, Loggers);
        await _hub.StartAsync(CancellationToken.None);
    }

    private protected async Task<OrchestrationMetadata> RunAsync(string orchestrator, object? input = null)
    {
        if (_hub is null)
            await StartHubAsync();
        return await CompletionAsync(await Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input));
    }

    private protected async Task<OrchestrationMetadata> CompletionAsync(string instanceId)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return await Client.WaitForInstanceCompletionAsync(instanceId, true, deadline.Token);
    }

    /// <summary>Waits until the instance's history holds so many events of a kind, and gives them.</summary>
    private protected async Task<IReadOnlyList<T>> HistoryAsync<T>(string instanceId, int count = 1)
        where T : HistoryEvent
    {
        List<T> found = [];
        await UntilAsync(async () =>
        {
            found = [.. (await Hub.GetHistoryAsync(instanceId)).OfType<T>()];
            return found.Count >= count;
        });
        return found;
    }

    private protected Task StatusAsync(string instanceId, OrchestrationRuntimeStatus status) => UntilAsync(
        async () => (await Client.GetInstanceAsync(instanceId))?.RuntimeStatus == status);

    private protected static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await condition())
            await Task.Delay(5, deadline.Token);
    }
}
