using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Mixtape.Local.FunctionsRuntime.Engine.History;

namespace Mixtape.Local.FunctionsRuntime.Engine.Storage;

/// <summary>An instance as it is stored; its data are JSON texts.</summary>
internal sealed record InstanceRecord
{
    public required string Id { get; init; }

    /// <summary>Changes whenever the instance starts over.</summary>
    public required string ExecutionId { get; init; }

    /// <summary>The orchestrator's name.</summary>
    public required string Name { get; init; }

    public required OrchestrationRuntimeStatus Status { get; init; }

    public string? Input { get; init; }

    public string? Output { get; init; }

    public string? CustomStatus { get; init; }

    public TaskFailureDetails? Failure { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public ParentCall? Parent { get; init; }

    public required DateTime Created { get; init; }

    public required DateTime Updated { get; init; }

    public bool IsFinished => IsFinal(Status);

    public static bool IsFinal(OrchestrationRuntimeStatus status) => status is OrchestrationRuntimeStatus.Completed
        or OrchestrationRuntimeStatus.Failed
        or OrchestrationRuntimeStatus.Terminated
        or OrchestrationRuntimeStatus.Canceled;
}
