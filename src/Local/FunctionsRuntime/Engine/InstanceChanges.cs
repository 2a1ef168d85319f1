using System.Collections.Concurrent;

namespace Mixtape.Local.FunctionsRuntime.Engine;

/// <summary>Tells those who wait for an instance that its state has changed. Safe for several threads.</summary>
internal sealed class InstanceChanges
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new();

    /// <summary>A task that completes at the instance's next change. Ask before reading its state.</summary>
    public Task Next(string instanceId) => _waiting.GetOrAdd(
        instanceId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Announce(string instanceId)
    {
        if (_waiting.TryRemove(instanceId, out var waiting))
            waiting.TrySetResult();
    }
}
