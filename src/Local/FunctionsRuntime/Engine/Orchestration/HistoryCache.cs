using System.Collections.Concurrent;
using Mixtape.Local.FunctionsRuntime.Engine.History;

namespace Mixtape.Local.FunctionsRuntime.Engine.Orchestration;

/// <summary>
/// The histories of instances that ran lately, so that a step need not read them again. Only the step that runs an
/// instance touches its entry; an entry of another execution counts as none.
/// </summary>
internal sealed class HistoryCache
{
    /// <summary>Some tens of megabytes at the usual size of payloads.</summary>
    private const int MaxEvents = 50_000;

    private readonly ConcurrentDictionary<string, (string ExecutionId, List<HistoryEvent> Events)> _histories = new();

    public List<HistoryEvent>? Find(string instanceId, string executionId) =>
        _histories.TryGetValue(instanceId, out var cached) && cached.ExecutionId == executionId ? cached.Events : null;

    public void Keep(string instanceId, string executionId, List<HistoryEvent> events)
    {
        // Starting afresh now and then is simpler than keeping an order of use, and costs one read per instance.
        if (_histories.Values.Sum(history => history.Events.Count) > MaxEvents)
            _histories.Clear();
        _histories[instanceId] = (executionId, events);
    }

    public void Drop(string instanceId) => _histories.TryRemove(instanceId, out _);
}
