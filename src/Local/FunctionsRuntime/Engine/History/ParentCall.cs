namespace Mixtape.Local.FunctionsRuntime.Engine.History;

/// <summary>The call in an orchestration that waits for a sub-orchestration.</summary>
/// <param name="InstanceId">The caller.</param>
/// <param name="ExecutionId">Its execution: an answer to another one is dropped.</param>
/// <param name="Name">Its orchestrator.</param>
/// <param name="TaskId">The call's number in that execution.</param>
internal sealed record ParentCall(string InstanceId, string ExecutionId, string Name, int TaskId);
