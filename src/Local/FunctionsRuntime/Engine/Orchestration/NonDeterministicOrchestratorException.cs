namespace Mixtape.Local.FunctionsRuntime.Engine.Orchestration;

/// <summary>An orchestrator's code does not do again what its history says it did.</summary>
internal sealed class NonDeterministicOrchestratorException(string message) : Exception(message)
{
    /// <param name="recorded">What the history holds, null for nothing.</param>
    /// <param name="actual">What the code does, null for nothing.</param>
    public static NonDeterministicOrchestratorException Between(string? recorded, string? actual) => new(
        $"Non-deterministic orchestrator: expected {recorded ?? "no further action"}, as its history says, but the "
        + $"code now gives {actual ?? "no further action"}. Code that running instances replay must not change what it "
        + "schedules or in which order, nor decide by clocks, random numbers or I/O of its own. Undo the change or "
        + "terminate the instance, or give the new code a new name.");
}
