using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Mixtape.Local.FunctionsRuntime.Engine.History;
using Mixtape.Local.FunctionsRuntime.Engine.Storage;

namespace Mixtape.Local.FunctionsRuntime.Engine.Client;

/// <summary>The client of a hub in the same process.</summary>
/// <param name="store">The hub's database.</param>
/// <param name="changes">Tells when an instance's state has changed.</param>
/// <param name="time">Dates what is sent.</param>
/// <param name="committed">Told what each commit made ready.</param>
internal sealed class LocalDurableTaskClient(
    TaskHubStore store, InstanceChanges changes, TimeProvider time, Action<CommitEffects> committed)
    : DurableTaskClient("local")
{
    /// <summary>Changes are announced, except a purge: so the state is read now and then too.</summary>
    private static readonly TimeSpan _readAgainAfter = TimeSpan.FromSeconds(2);

    private static readonly IReadOnlyList<string> _active =
    [
        nameof(OrchestrationRuntimeStatus.Pending),
        nameof(OrchestrationRuntimeStatus.Running),
        nameof(OrchestrationRuntimeStatus.Suspended),
    ];

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name, nameof(orchestratorName));
        cancellation.ThrowIfCancellationRequested();
        var now = Now();
        var instance = new InstanceRecord
        {
            Id = string.IsNullOrEmpty(options?.InstanceId) ? Guid.NewGuid().ToString("N") : options.InstanceId,
            ExecutionId = Guid.NewGuid().ToString("N"),
            Name = orchestratorName.Name,
            Status = OrchestrationRuntimeStatus.Pending,
            Input = FunctionsJson.Converter.Serialize(input),
            Tags = options?.Tags,
            Created = now,
            Updated = now,
        };
        var dedupe = options?.DedupeStatuses ?? _active;
        var startAt = options?.StartAt?.UtcDateTime is { } later && later > now ? later : InboxTable.AtOnce;
        committed(await store.WriteAsync(tables => Start(tables, instance, dedupe, startAt)).ConfigureAwait(false));
        return instance.Id;
    }

    public override async Task<string> RestartAsync(
        string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
    {
        var instance = Find(instanceId)
            ?? throw new ArgumentException($"There is no instance '{instanceId}' to restart.", nameof(instanceId));
        var now = Now();
        var again = instance with
        {
            Id = restartWithNewInstanceId ? Guid.NewGuid().ToString("N") : instance.Id,
            ExecutionId = Guid.NewGuid().ToString("N"),
            Status = OrchestrationRuntimeStatus.Pending,
            Output = null,
            CustomStatus = null,
            Failure = null,
            Parent = null,
            Created = now,
            Updated = now,
        };
        cancellation.ThrowIfCancellationRequested();
        committed(await store.WriteAsync(
            tables => Start(tables, again, _active, InboxTable.AtOnce)).ConfigureAwait(false));
        return again.Id;
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var data = FunctionsJson.Converter.Serialize(eventPayload);
        return PostAsync(instanceId, new EventRaised(Now(), eventName, data), cancellation);
    }

    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        var output = FunctionsJson.Converter.Serialize(options?.Output);
        return PostAsync(
            instanceId, new ExecutionTerminated(Now(), output, options?.Recursive ?? false), cancellation);
    }

    public override Task SuspendInstanceAsync(
        string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        PostAsync(instanceId, new ExecutionSuspended(Now(), reason), cancellation);

    public override Task ResumeInstanceAsync(
        string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        PostAsync(instanceId, new ExecutionResumed(Now(), reason), cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(
            instanceId,
            instance => instance.Status != OrchestrationRuntimeStatus.Pending,
            getInputsAndOutputs,
            cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, instance => instance.IsFinished, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata?> GetInstanceAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var instance = Find(instanceId);
        return Task.FromResult(instance is null ? null : InstancePages.Describe(instance, getInputsAndOutputs));
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        InstancePages.Query(store, filter ?? new OrchestrationQuery());

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        var recursive = options?.Recursive ?? false;
        return new(await store.WriteAsync(tables => Purge(tables, instanceId, recursive)).ConfigureAwait(false), true);
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        cancellation.ThrowIfCancellationRequested();
        var query = new OrchestrationQuery(filter.CreatedFrom, filter.CreatedTo, filter.Statuses);
        var recursive = options?.Recursive ?? false;
        var count = await store.WriteAsync(tables => tables.Instances
            .Select(query, after: null, limit: int.MaxValue)
            .Sum(instance => Purge(tables, instance.Id, recursive))).ConfigureAwait(false);
        return new(count, true);
    }

    /// <summary>Does nothing: the client lives as long as its hub.</summary>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static CommitEffects Start(
        TaskHubTables tables, InstanceRecord instance, IReadOnlyList<string> dedupe, DateTime startAt)
    {
        var existing = tables.Instances.Find(instance.Id)?.Status.ToString();
        if (existing is not null && dedupe.Contains(existing, StringComparer.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException(
                $"An orchestration instance with id '{instance.Id}' exists already and is {existing}. Give another id, "
                + "terminate that instance first, or leave its status out of DedupeStatuses.");
        }

        tables.Forget(instance.Id);
        tables.Instances.Save(instance);
        var started = new ExecutionStarted(instance.Created, instance.Name, instance.Input, null, null);
        tables.Inbox.Post(instance.Id, instance.ExecutionId, startAt, started);
        return new() { Messages = { (instance.Id, startAt) }, Changed = { instance.Id } };
    }

    private static int Purge(TaskHubTables tables, string instanceId, bool recursive)
    {
        if (tables.Instances.Find(instanceId) is not { IsFinished: true })
            return 0;
        var children = recursive ? tables.Instances.FindChildren(instanceId) : [];
        tables.Forget(instanceId);
        return 1 + children.Sum(child => Purge(tables, child, recursive));
    }

    private async Task PostAsync(string instanceId, HistoryEvent message, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        var posted = await store.WriteAsync(tables =>
        {
            var effects = new CommitEffects();
            if (tables.Instances.Find(instanceId) is not { IsFinished: false })
                return effects;
            tables.Inbox.Post(instanceId, null, InboxTable.AtOnce, message);
            effects.Messages.Add((instanceId, InboxTable.AtOnce));
            return effects;
        }).ConfigureAwait(false);
        committed(posted);
    }

    private async Task<OrchestrationMetadata> WaitAsync(
        string instanceId, Func<InstanceRecord, bool> reached, bool withData, CancellationToken cancellation)
    {
        while (true)
        {
            var changed = changes.Next(instanceId);
            var instance = Find(instanceId)
                ?? throw new InvalidOperationException($"There is no orchestration instance '{instanceId}'.");
            if (reached(instance))
                return InstancePages.Describe(instance, withData);
            await Task.WhenAny(changed, Task.Delay(_readAgainAfter, cancellation)).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private InstanceRecord? Find(string instanceId)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return store.Read(tables => tables.Instances.Find(instanceId));
    }

    private DateTime Now() => time.GetUtcNow().UtcDateTime;
}
