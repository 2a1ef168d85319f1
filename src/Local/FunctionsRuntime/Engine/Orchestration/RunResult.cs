using Microsoft.DurableTask;
using Mixtape.Local.FunctionsRuntime.Engine.History;

namespace Mixtape.Local.FunctionsRuntime.Engine.Orchestration;

/// <summary>Whether and how an orchestrator's code ended.</summary>
internal enum RunEnd
{
    None,
    Completed,
    Failed,
    ContinuedAsNew,
}

/// <summary>What a replay came to.</summary>
/// <param name="Taken">The new events that meant something to the orchestrator; others came twice or too late.</param>
/// <param name="Decisions">What it newly decided.</param>
/// <param name="End">Whether it ended.</param>
/// <param name="Output">Its output, if it completed.</param>
/// <param name="Failure">Its failure, if it failed.</param>
/// <param name="NextInput">The next execution's input, if it continues as new.</param>
/// <param name="Carried">The events that go on to that execution.</param>
/// <param name="CustomStatus">Its custom status.</param>
internal sealed record RunResult(
    IReadOnlyList<HistoryEvent> Taken,
    IReadOnlyList<Decision> Decisions,
    RunEnd End,
    string? Output,
    TaskFailureDetails? Failure,
    string? NextInput,
    IReadOnlyList<EventRaised> Carried,
    string? CustomStatus);
