using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Mixtape.Local.FunctionsRuntime.Engine.History;
using Mixtape.Local.FunctionsRuntime.Engine.Storage;

namespace Mixtape.Local.FunctionsRuntime.Engine.Orchestration;

/// <summary>One replay of an orchestrator: from its start, through its history, to where new events take it.</summary>
internal sealed class OrchestratorRun
{
    private readonly DurableFunctionRegistry _functions;
    private readonly OrchestratorThread _thread = new();
    private readonly OrchestratorContext _context;
    private Task<object?>? _orchestrator;

    public OrchestratorRun(InstanceRecord instance, DurableFunctionRegistry functions, ILoggerFactory loggerFactory)
    {
        _functions = functions;
        _context = new(instance.Id, instance.ExecutionId, _thread, loggerFactory);
    }

    /// <summary>Runs the code on the calling thread until it waits for something that has not happened.</summary>
    /// <param name="past">What is stored.</param>
    /// <param name="arrived">What is new, beginning with the start of the step.</param>
    public RunResult Execute(IReadOnlyList<HistoryEvent> past, IReadOnlyList<HistoryEvent> arrived)
    {
        var taken = new List<HistoryEvent>();
        try
        {
            _context.Replaying = true;
            foreach (var recorded in past)
                Process(recorded);
            _context.Decisions.RequireAllCheckedOff();
            if (_orchestrator is { IsCompleted: true })
                throw NonDeterministicOrchestratorException.Between("the orchestrator to go on", "its end");

            _context.Replaying = false;
            foreach (var message in arrived)
            {
                if (message is Completion completion && !_context.Calls.Expects(completion))
                    continue;
                taken.Add(message);
                Process(message);
            }

            return Conclude(taken);
        }
        catch (Exception broken)
        {
            // Whatever the code has decided in this step is dropped: the history cannot vouch for it.
            return new(taken, [], RunEnd.Failed, null, TaskFailureDetails.FromException(broken), null, [], null);
        }
    }

    private RunResult Conclude(IReadOnlyList<HistoryEvent> taken)
    {
        var decisions = _context.Decisions.New.ToList();
        var result = new RunResult(taken, decisions, RunEnd.None, null, null, null, [], _context.CustomStatus);
        if (_orchestrator is not { IsCompleted: true } orchestrator)
        {
            if (_orchestrator is not null && _context.Calls.Count == 0 && !_context.Events.HasWaiters)
            {
                throw new InvalidOperationException(
                    "The orchestrator waits for something that its context did not give (Task.Delay, Task.Run, I/O, or "
                    + "ConfigureAwait(false)), which cannot be replayed. Use CreateTimer, or move the work into an "
                    + "activity.");
            }

            return result;
        }

        if (!orchestrator.IsCompletedSuccessfully)
        {
            var cause = orchestrator.Exception?.InnerException ?? new TaskCanceledException(orchestrator);
            return result with { End = RunEnd.Failed, Failure = TaskFailureDetails.FromException(cause) };
        }

        if (_context.Next is not { } next)
        {
            return result with
            {
                End = RunEnd.Completed,
                Output = FunctionsJson.Converter.Serialize(orchestrator.Result),
            };
        }

        return result with
        {
            End = RunEnd.ContinuedAsNew,
            NextInput = FunctionsJson.Converter.Serialize(next.NewInput),
            Carried = next.PreserveUnprocessedEvents ? _context.Events.Unread : [],
        };
    }

    private void Process(HistoryEvent happened)
    {
        switch (happened)
        {
            case OrchestratorStarted step:
                _context.Decisions.RequireAllCheckedOff();
                _context.StepTime = step.Timestamp;
                break;
            case ExecutionStarted started:
                _thread.Run(() => Start(started));
                break;
            case Decision decision:
                _context.Decisions.CheckOff(decision);
                break;
            case Completion completion when _context.Calls.Expects(completion):
                _thread.Run(() => _context.Calls.End(completion));
                break;
            case Completion completion:
                throw NonDeterministicOrchestratorException.Between(
                    $"the action (#{completion.TaskId}) that a {completion.GetType().Name} ends", null);
            case EventRaised raised:
                _thread.Run(() => _context.Events.Raise(raised));
                break;
        }
    }

    private void Start(ExecutionStarted started)
    {
        if (!_functions.Orchestrators.TryGetValue(started.Name, out var run))
            throw FunctionNotRegisteredException.For("orchestrator", started.Name, _functions.Orchestrators.Keys);
        _context.Start(started);
        _orchestrator = RunAsync(run);
    }

    /// <summary>Turns what a delegate that is not async throws into a failed task as well.</summary>
    private async Task<object?> RunAsync(DurableFunctionRegistry.Orchestrator run) => await run(_context);
}
