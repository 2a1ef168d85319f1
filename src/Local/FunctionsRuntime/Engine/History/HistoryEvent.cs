using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Mixtape.Local.FunctionsRuntime.Engine.History;

/// <summary>
/// One entry of an instance's history. A step of an orchestrator is an <see cref="OrchestratorStarted"/>, the messages
/// it reacted to, and the decisions it took, in this order; replaying all steps gives the orchestrator's state.
/// </summary>
/// <param name="Timestamp">When it happened, UTC.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(OrchestratorStarted), nameof(OrchestratorStarted))]
[JsonDerivedType(typeof(ExecutionStarted), nameof(ExecutionStarted))]
[JsonDerivedType(typeof(ExecutionSuspended), nameof(ExecutionSuspended))]
[JsonDerivedType(typeof(ExecutionResumed), nameof(ExecutionResumed))]
[JsonDerivedType(typeof(ExecutionTerminated), nameof(ExecutionTerminated))]
[JsonDerivedType(typeof(ExecutionCompleted), nameof(ExecutionCompleted))]
[JsonDerivedType(typeof(TaskScheduled), nameof(TaskScheduled))]
[JsonDerivedType(typeof(TaskCompleted), nameof(TaskCompleted))]
[JsonDerivedType(typeof(TaskFailed), nameof(TaskFailed))]
[JsonDerivedType(typeof(SubOrchestrationCreated), nameof(SubOrchestrationCreated))]
[JsonDerivedType(typeof(SubOrchestrationCompleted), nameof(SubOrchestrationCompleted))]
[JsonDerivedType(typeof(SubOrchestrationFailed), nameof(SubOrchestrationFailed))]
[JsonDerivedType(typeof(TimerCreated), nameof(TimerCreated))]
[JsonDerivedType(typeof(TimerFired), nameof(TimerFired))]
[JsonDerivedType(typeof(TimerCanceled), nameof(TimerCanceled))]
[JsonDerivedType(typeof(EventSent), nameof(EventSent))]
[JsonDerivedType(typeof(EventRaised), nameof(EventRaised))]
internal abstract record HistoryEvent(DateTime Timestamp)
{
    private static readonly JsonSerializerOptions _json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The user's data in this event as JSON, if it carries any.</summary>
    [JsonIgnore]
    public string? Payload => this switch
    {
        ExecutionStarted started => started.Input,
        ExecutionTerminated terminated => terminated.Output,
        ExecutionCompleted completed => completed.Output,
        TaskScheduled scheduled => scheduled.Input,
        TaskCompleted completed => completed.Result,
        SubOrchestrationCreated created => created.Input,
        SubOrchestrationCompleted completed => completed.Result,
        EventSent sent => sent.Data,
        EventRaised raised => raised.Data,
        _ => null,
    };

    /// <summary>The length of <see cref="Payload"/> in UTF-8.</summary>
    [JsonIgnore]
    public int PayloadBytes => Payload is null ? 0 : Encoding.UTF8.GetByteCount(Payload);

    public static HistoryEvent FromJson(string json) => JsonSerializer.Deserialize<HistoryEvent>(json, _json)
        ?? throw new JsonException("A stored history event is null: the task hub's database is damaged.");

    public string ToJson() => JsonSerializer.Serialize(this, _json);
}

/// <summary>A step of the orchestrator began; its timestamp is the orchestrator's current time.</summary>
internal sealed record OrchestratorStarted(DateTime Timestamp) : HistoryEvent(Timestamp);

/// <summary>The first message of an execution.</summary>
/// <param name="Timestamp">When the start was asked for.</param>
/// <param name="Name">The orchestrator.</param>
/// <param name="Input">Its input.</param>
/// <param name="Parent">The call that waits for it, if any.</param>
/// <param name="Carried">Events that the execution before this one left unread, oldest first.</param>
internal sealed record ExecutionStarted(
    DateTime Timestamp, string Name, string? Input, ParentCall? Parent, IReadOnlyList<EventRaised>? Carried)
    : HistoryEvent(Timestamp);

internal sealed record ExecutionSuspended(DateTime Timestamp, string? Reason) : HistoryEvent(Timestamp);

internal sealed record ExecutionResumed(DateTime Timestamp, string? Reason) : HistoryEvent(Timestamp);

internal sealed record ExecutionTerminated(DateTime Timestamp, string? Output, bool Recursive)
    : HistoryEvent(Timestamp);

/// <summary>The last event of an execution.</summary>
internal sealed record ExecutionCompleted(
    DateTime Timestamp, OrchestrationRuntimeStatus Status, string? Output, TaskFailureDetails? Failure)
    : HistoryEvent(Timestamp);

/// <summary>What an orchestrator's code decided; replay checks that it decides the same again.</summary>
/// <param name="Timestamp">When it was decided.</param>
/// <param name="TaskId">The number of the action within its execution.</param>
internal abstract record Decision(DateTime Timestamp, int TaskId) : HistoryEvent(Timestamp)
{
    /// <summary>Names the decision in messages; decisions of one description are the same.</summary>
    public abstract string Describe();
}

internal sealed record TaskScheduled(DateTime Timestamp, int TaskId, string Name, string? Input)
    : Decision(Timestamp, TaskId)
{
    public override string Describe() => $"activity '{Name}' (#{TaskId})";
}

internal sealed record SubOrchestrationCreated(
    DateTime Timestamp, int TaskId, string Name, string InstanceId, string? Input) : Decision(Timestamp, TaskId)
{
    public override string Describe() => $"sub-orchestration '{Name}' with id '{InstanceId}' (#{TaskId})";
}

internal sealed record TimerCreated(DateTime Timestamp, int TaskId, DateTime FireAt) : Decision(Timestamp, TaskId)
{
    public override string Describe() => $"timer (#{TaskId})";
}

internal sealed record TimerCanceled(DateTime Timestamp, int TaskId) : Decision(Timestamp, TaskId)
{
    public override string Describe() => $"cancellation of timer (#{TaskId})";
}

internal sealed record EventSent(DateTime Timestamp, int TaskId, string InstanceId, string Name, string? Data)
    : Decision(Timestamp, TaskId)
{
    public override string Describe() => $"event '{Name}' to '{InstanceId}' (#{TaskId})";
}

/// <summary>A message that ends what the decision of the same <paramref name="TaskId"/> began.</summary>
internal abstract record Completion(DateTime Timestamp, int TaskId) : HistoryEvent(Timestamp);

internal sealed record TaskCompleted(DateTime Timestamp, int TaskId, string? Result) : Completion(Timestamp, TaskId);

internal sealed record TaskFailed(DateTime Timestamp, int TaskId, TaskFailureDetails Failure)
    : Completion(Timestamp, TaskId);

internal sealed record SubOrchestrationCompleted(DateTime Timestamp, int TaskId, string? Result)
    : Completion(Timestamp, TaskId);

internal sealed record SubOrchestrationFailed(DateTime Timestamp, int TaskId, TaskFailureDetails Failure)
    : Completion(Timestamp, TaskId);

internal sealed record TimerFired(DateTime Timestamp, int TaskId) : Completion(Timestamp, TaskId);

/// <summary>An event from a client or another instance.</summary>
internal sealed record EventRaised(DateTime Timestamp, string Name, string? Data) : HistoryEvent(Timestamp);
