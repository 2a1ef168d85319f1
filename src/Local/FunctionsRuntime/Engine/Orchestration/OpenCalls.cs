using Microsoft.DurableTask;
using Mixtape.Local.FunctionsRuntime.Engine.History;

namespace Mixtape.Local.FunctionsRuntime.Engine.Orchestration;

/// <summary>Activities, sub-orchestrations and timers that have begun and not ended.</summary>
internal sealed class OpenCalls
{
    private readonly Dictionary<int, (Decision Decision, TaskCompletionSource<string?> Done)> _open = [];

    public int Count => _open.Count;

    /// <summary>The task ends with the call: with its result as JSON, or with its failure.</summary>
    public Task<string?> Begin(Decision decision)
    {
        var done = new TaskCompletionSource<string?>();
        _open.Add(decision.TaskId, (decision, done));
        return done.Task;
    }

    /// <summary>Whether this ends a call that is open; what comes twice or too late does not.</summary>
    public bool Expects(Completion completion) =>
        _open.TryGetValue(completion.TaskId, out var call) && completion switch
        {
            TaskCompleted or TaskFailed => call.Decision is TaskScheduled,
            SubOrchestrationCompleted or SubOrchestrationFailed => call.Decision is SubOrchestrationCreated,
            TimerFired => call.Decision is TimerCreated,
            _ => false,
        };

    public void End(Completion completion)
    {
        _open.Remove(completion.TaskId, out var call);
        switch (completion)
        {
            case TaskCompleted completed:
                call.Done.SetResult(completed.Result);
                break;
            case SubOrchestrationCompleted completed:
                call.Done.SetResult(completed.Result);
                break;
            case TimerFired:
                call.Done.SetResult(null);
                break;
            case TaskFailed failed:
                Fail(((TaskScheduled)call.Decision).Name, failed.Failure);
                break;
            case SubOrchestrationFailed failed:
                Fail(((SubOrchestrationCreated)call.Decision).Name, failed.Failure);
                break;
        }

        void Fail(string name, TaskFailureDetails failure) =>
            call.Done.SetException(new TaskFailedException(name, completion.TaskId, failure));
    }

    /// <summary>Gives a timer up; false if it has ended already.</summary>
    public bool Cancel(int timerId, CancellationToken cancellationToken)
    {
        if (!_open.Remove(timerId, out var timer))
            return false;
        timer.Done.SetCanceled(cancellationToken);
        return true;
    }
}
