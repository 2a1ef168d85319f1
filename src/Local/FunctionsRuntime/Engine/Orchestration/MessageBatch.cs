using Microsoft.DurableTask.Client;
using Mixtape.Local.FunctionsRuntime.Engine.History;
using Mixtape.Local.FunctionsRuntime.Engine.Storage;

namespace Mixtape.Local.FunctionsRuntime.Engine.Orchestration;

/// <summary>What of an instance's inbox its next step takes.</summary>
/// <param name="Events">For the orchestrator, in order.</param>
/// <param name="Consumed">Ids of the messages that are used up, those for earlier executions included.</param>
/// <param name="Suspended">Whether the instance is suspended after them.</param>
/// <param name="Termination">What ends the instance at once, if anything.</param>
internal sealed record MessageBatch(
    IReadOnlyList<HistoryEvent> Events,
    IReadOnlyList<long> Consumed,
    bool Suspended,
    ExecutionTerminated? Termination)
{
    /// <summary>
    /// Sorts what has arrived: termination comes before everything, the start before the rest, and while the instance
    /// is suspended only what steers it is taken. Before its start nothing but termination is.
    /// </summary>
    public static MessageBatch From(
        InstanceRecord instance, bool hasHistory, IReadOnlyList<InboxMessage> inbox)
    {
        var isCurrent = inbox.ToLookup(
            message => message.ExecutionId is null || message.ExecutionId == instance.ExecutionId);
        var consumed = isCurrent[false].Select(message => message.Id).ToList();
        var current = isCurrent[true].OrderBy(message => message.Event is ExecutionStarted ? 0 : 1).ToList();
        var suspended = instance.Status == OrchestrationRuntimeStatus.Suspended;

        var termination = current.Select(message => message.Event).OfType<ExecutionTerminated>().FirstOrDefault();
        if (termination is not null || instance.IsFinished)
            return new([], [.. inbox.Select(message => message.Id)], suspended, termination);
        if (!hasHistory && current is not [{ Event: ExecutionStarted }, ..])
            return new([], consumed, suspended, null);

        var events = new List<HistoryEvent>();
        var held = new List<InboxMessage>();
        foreach (var message in current)
        {
            if (suspended && message.Event is not (ExecutionSuspended or ExecutionResumed))
            {
                held.Add(message);
                continue;
            }

            Take(message);
            suspended = message.Event is ExecutionSuspended || (suspended && message.Event is not ExecutionResumed);
            if (suspended)
                continue;
            held.ForEach(Take);
            held.Clear();
        }

        return new(events, consumed, suspended, null);

        void Take(InboxMessage message)
        {
            events.Add(message.Event);
            consumed.Add(message.Id);
        }
    }
}
