using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Mixtape.Local.FunctionsRuntime.Engine.History;
using Mixtape.Local.FunctionsRuntime.Engine.Storage;

namespace Mixtape.Local.FunctionsRuntime.Engine.Orchestration;

/// <summary>One step of an instance, computed and ready to be stored.</summary>
/// <param name="Instance">The instance before it.</param>
/// <param name="Now">The step's time.</param>
/// <param name="HistoryCount">How many events the history holds before it.</param>
/// <param name="Events">What it adds; empty if the messages meant nothing.</param>
/// <param name="Consumed">The inbox messages that it uses up.</param>
/// <param name="Status">The instance's status after it.</param>
/// <param name="CustomStatus">The instance's custom status after it.</param>
/// <param name="Next">How the instance starts over, if it does.</param>
internal sealed record OrchestrationStep(
    InstanceRecord Instance,
    DateTime Now,
    int HistoryCount,
    IReadOnlyList<HistoryEvent> Events,
    IReadOnlyList<long> Consumed,
    OrchestrationRuntimeStatus Status,
    string? CustomStatus,
    ExecutionStarted? Next)
{
    /// <summary>Runs the orchestrator on what has arrived. Null if there is nothing to do or to store.</summary>
    public static OrchestrationStep? Compute(
        InstanceRecord instance,
        IReadOnlyList<HistoryEvent> history,
        IReadOnlyList<InboxMessage> inbox,
        DateTime now,
        DurableFunctionRegistry functions,
        ILoggerFactory loggerFactory)
    {
        var batch = MessageBatch.From(instance, history.Count > 0, inbox);
        if (batch.Consumed.Count == 0)
            return null;

        // A clock that was set back must not take the orchestrator's time back.
        if (history.OfType<OrchestratorStarted>().LastOrDefault() is { } last && last.Timestamp > now)
            now = last.Timestamp;
        var unchanged = new OrchestrationStep(
            instance, now, history.Count, [], batch.Consumed, instance.Status, instance.CustomStatus, null);
        if (batch.Termination is { } termination && !instance.IsFinished)
            return unchanged.Terminated(termination);
        if (batch.Events.Count == 0)
            return unchanged;

        var run = new OrchestratorRun(instance, functions, loggerFactory)
            .Execute(history, [new OrchestratorStarted(now), .. batch.Events]);
        var started = history.Concat(batch.Events).OfType<ExecutionStarted>().FirstOrDefault();
        return run.Taken is [OrchestratorStarted] && run.End == RunEnd.None
            ? unchanged
            : unchanged.Ran(run, batch.Suspended, started);
    }

    private OrchestrationStep Terminated(ExecutionTerminated termination)
    {
        var status = OrchestrationRuntimeStatus.Terminated;
        var completed = new ExecutionCompleted(Now, status, termination.Output, null);
        return this with
        {
            Events = [new OrchestratorStarted(Now), termination, completed],
            Status = status,
        };
    }

    private OrchestrationStep Ran(RunResult run, bool suspended, ExecutionStarted? started)
    {
        var going = suspended ? OrchestrationRuntimeStatus.Suspended : OrchestrationRuntimeStatus.Running;
        var step = this with { Events = [.. run.Taken, .. run.Decisions], CustomStatus = run.CustomStatus };
        return run.End switch
        {
            RunEnd.Completed => step.Ended(OrchestrationRuntimeStatus.Completed, run),
            RunEnd.Failed => step.Ended(OrchestrationRuntimeStatus.Failed, run),
            RunEnd.ContinuedAsNew => step with
            {
                Status = going,
                Next = new ExecutionStarted(Now, started!.Name, run.NextInput, started.Parent, run.Carried),
            },
            _ => step with { Status = going },
        };
    }

    private OrchestrationStep Ended(OrchestrationRuntimeStatus status, RunResult run) => this with
    {
        Events = [.. Events, new ExecutionCompleted(Now, status, run.Output, run.Failure)],
        Status = status,
    };
}
