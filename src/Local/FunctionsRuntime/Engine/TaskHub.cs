using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Mixtape.Local.FunctionsRuntime.Engine.Activities;
using Mixtape.Local.FunctionsRuntime.Engine.Client;
using Mixtape.Local.FunctionsRuntime.Engine.History;
using Mixtape.Local.FunctionsRuntime.Engine.Orchestration;
using Mixtape.Local.FunctionsRuntime.Engine.Storage;

namespace Mixtape.Local.FunctionsRuntime.Engine;

/// <summary>
/// Runs orchestrators and activities from a SQLite file. The file holds all that matters: a hub that stops or is
/// killed at any moment goes on in the next hub on the same file. Only one hub may have a file open at a time. A hub
/// starts once and stops once; its client works from construction until disposal.
/// </summary>
internal sealed class TaskHub : IAsyncDisposable
{
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(5);

    private readonly TaskHubStore _store;
    private readonly ReadyInstances _ready = new();
    private readonly InstanceChanges _changes = new();
    private readonly DueTimes _dueTimes;
    private readonly OrchestrationDispatcher _orchestrations;
    private readonly ActivityDispatcher _activities;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abandoning = new();
    private Task _running = Task.CompletedTask;
    private bool _disposed;

    /// <summary>Opens the file, which is made if there is none.</summary>
    /// <exception cref="InvalidOperationException">Another hub has the file open.</exception>
    /// <exception cref="CorruptDatabaseException">The file is damaged or is no database.</exception>
    public TaskHub(TaskHubOptions options, DurableFunctionRegistry functions, ILoggerFactory loggerFactory)
        : this(options, functions, loggerFactory, CommitFaults.None)
    {
    }

    /// <param name="options">Settings.</param>
    /// <param name="functions">What it runs.</param>
    /// <param name="loggerFactory">Makes loggers for the hub and for orchestrators.</param>
    /// <param name="faults">Where a test stops the hub dead.</param>
    internal TaskHub(
        TaskHubOptions options, DurableFunctionRegistry functions, ILoggerFactory loggerFactory, CommitFaults faults)
    {
        Functions = functions;
        _store = new TaskHubStore(options.DatabasePath, faults);
        _dueTimes = new DueTimes(_ready, options.TimeProvider);
        _orchestrations = new OrchestrationDispatcher(
            options, functions, _store, _ready, _dueTimes, loggerFactory, Apply);
        _activities = new ActivityDispatcher(
            options, functions, _store, loggerFactory.CreateLogger<ActivityDispatcher>(), Apply);
        Client = new LocalDurableTaskClient(_store, _changes, options.TimeProvider, Apply);
    }

    public DurableTaskClient Client { get; }

    /// <summary>What it runs.</summary>
    public DurableFunctionRegistry Functions { get; }

    /// <summary>Takes up what an earlier hub left, and goes on.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var call in _store.Read(tables => tables.Activities.All()))
            _activities.Add(call);
        foreach (var (instanceId, visibleAt) in _store.Read(tables => tables.Inbox.DueTimes()))
            _dueTimes.Add(instanceId, visibleAt);

        _running = Task.WhenAll(
            _orchestrations.RunAsync(_stopping.Token),
            _activities.RunAsync(_stopping.Token, _abandoning.Token),
            _dueTimes.RunAsync(_stopping.Token));
        return Task.CompletedTask;
    }

    /// <summary>
    /// Begins nothing new, and lets what runs end for a few seconds, or until the token is cancelled. Activities that
    /// take longer are abandoned, and run again from their start in the next hub.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        using var grace = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        grace.CancelAfter(_grace);
        using (grace.Token.Register(_abandoning.Cancel))
        {
            try
            {
                await _running.ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // That is how the workers end.
            }
        }
    }

    /// <summary>The events of the instance's current execution, empty if there is no such instance.</summary>
    internal Task<IReadOnlyList<HistoryEvent>> GetHistoryAsync(
        string instanceId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<HistoryEvent>>(_store.Read(tables => tables.History.Load(instanceId)));
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        await _store.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
        _abandoning.Dispose();
    }

    private void Apply(CommitEffects effects)
    {
        foreach (var call in effects.Activities)
            _activities.Add(call);
        foreach (var (instanceId, visibleAt) in effects.Messages)
            _dueTimes.Add(instanceId, visibleAt);
        foreach (var instanceId in effects.Changed)
            _changes.Announce(instanceId);
    }
}
