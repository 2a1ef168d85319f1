namespace Mixtape.Local.FunctionsRuntime.Engine.Storage;

/// <summary>An activity that is to run.</summary>
/// <param name="Id">Its place in the queue.</param>
/// <param name="InstanceId">The orchestration that waits for it.</param>
/// <param name="ExecutionId">That orchestration's execution.</param>
/// <param name="TaskId">The call's number in that execution.</param>
/// <param name="Name">The activity.</param>
/// <param name="Input">Its input as JSON.</param>
internal sealed record ActivityCall(
    long Id, string InstanceId, string ExecutionId, int TaskId, string Name, string? Input);
