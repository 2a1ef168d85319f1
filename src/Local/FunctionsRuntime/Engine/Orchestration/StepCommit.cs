using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Mixtape.Local.FunctionsRuntime.Engine.History;
using Mixtape.Local.FunctionsRuntime.Engine.Storage;

namespace Mixtape.Local.FunctionsRuntime.Engine.Orchestration;

/// <summary>Stores a step: its history, its instance's state and all that it sends out, in one transaction.</summary>
internal sealed class StepCommit(TaskHubTables tables, InstanceRecord instance, DateTime now)
{
    private readonly CommitEffects _effects = new();

    /// <summary>Null if the instance has been purged or replaced since it was read: then nothing is stored.</summary>
    public static CommitEffects? Apply(TaskHubTables tables, OrchestrationStep step)
    {
        var stored = tables.Instances.Find(step.Instance.Id);
        if (stored is null || stored.ExecutionId != step.Instance.ExecutionId)
            return null;
        var commit = new StepCommit(tables, stored, step.Now);
        foreach (var id in step.Consumed)
            tables.Inbox.Delete(id);
        if (step.Events.Count > 0)
            commit.Store(step);
        return commit._effects;
    }

    private void Store(OrchestrationStep step)
    {
        foreach (var decision in step.Events.OfType<Decision>())
            Send(decision);

        var updated = instance with { Status = step.Status, CustomStatus = step.CustomStatus, Updated = now };
        if (step.Next is { } next)
        {
            StartOver(updated, next);
        }
        else
        {
            tables.History.Append(instance.Id, step.HistoryCount, step.Events);
            if (step.Events[^1] is ExecutionCompleted completed)
                updated = Finish(updated, completed, step.Events.OfType<ExecutionTerminated>().LastOrDefault());
            tables.Instances.Save(updated);
        }

        _effects.Changed.Add(instance.Id);
    }

    private void Send(Decision decision)
    {
        switch (decision)
        {
            case TaskScheduled scheduled:
                _effects.Activities.Add(tables.Activities.Add(instance, scheduled));
                break;
            case TimerCreated timer:
                Post(instance.Id, instance.ExecutionId, timer.FireAt, new TimerFired(timer.FireAt, timer.TaskId));
                break;
            case TimerCanceled canceled:
                tables.Inbox.DeleteTimer(instance.Id, canceled.TaskId);
                break;
            case SubOrchestrationCreated child:
                StartChild(child);
                break;
            case EventSent sent when tables.Instances.Find(sent.InstanceId) is { IsFinished: false }:
                Post(sent.InstanceId, null, InboxTable.AtOnce, new EventRaised(now, sent.Name, sent.Data));
                break;
        }
    }

    /// <summary>A child replaces a finished instance of its id; one that is not finished fails the call.</summary>
    private void StartChild(SubOrchestrationCreated child)
    {
        if (child.InstanceId == instance.Id || tables.Instances.Find(child.InstanceId) is { IsFinished: false })
        {
            var taken = new InvalidOperationException(
                $"An instance with id '{child.InstanceId}' is not finished: give the sub-orchestration another id.");
            Post(
                instance.Id,
                instance.ExecutionId,
                InboxTable.AtOnce,
                new SubOrchestrationFailed(now, child.TaskId, TaskFailureDetails.FromException(taken)));
            return;
        }

        var call = new ParentCall(instance.Id, instance.ExecutionId, instance.Name, child.TaskId);
        tables.Forget(child.InstanceId);
        tables.Instances.Save(new()
        {
            Id = child.InstanceId,
            ExecutionId = Guid.NewGuid().ToString("N"),
            Name = child.Name,
            Status = OrchestrationRuntimeStatus.Pending,
            Input = child.Input,
            Parent = call,
            Created = now,
            Updated = now,
        });
        var started = new ExecutionStarted(now, child.Name, child.Input, call, null);
        Post(child.InstanceId, null, InboxTable.AtOnce, started);
    }

    private void StartOver(InstanceRecord updated, ExecutionStarted next)
    {
        tables.History.Clear(instance.Id);
        tables.Inbox.DeleteTimers(instance.Id);
        tables.Instances.Save(updated with { ExecutionId = Guid.NewGuid().ToString("N"), Input = next.Input });
        Post(instance.Id, null, InboxTable.AtOnce, next);
    }

    private InstanceRecord Finish(
        InstanceRecord updated, ExecutionCompleted completed, ExecutionTerminated? termination)
    {
        tables.Inbox.Clear(instance.Id);
        if (termination is not null)
            tables.Activities.Clear(instance.Id);
        if (termination is { Recursive: true })
        {
            foreach (var child in tables.Instances.FindChildren(instance.Id))
            {
                if (tables.Instances.Find(child) is { IsFinished: false })
                    Post(child, null, InboxTable.AtOnce, termination);
            }
        }

        if (instance.Parent is { } parent && tables.Instances.Find(parent.InstanceId) is { IsFinished: false })
            Post(parent.InstanceId, parent.ExecutionId, InboxTable.AtOnce, Answer(parent, completed));
        return updated with { Output = completed.Output, Failure = completed.Failure };
    }

    private HistoryEvent Answer(ParentCall parent, ExecutionCompleted completed)
    {
        if (completed.Status == OrchestrationRuntimeStatus.Completed)
            return new SubOrchestrationCompleted(now, parent.TaskId, completed.Output);
        var failure = completed.Failure ?? TaskFailureDetails.FromException(
            new OperationCanceledException($"The sub-orchestration '{instance.Id}' was terminated."));
        return new SubOrchestrationFailed(now, parent.TaskId, failure);
    }

    private void Post(string instanceId, string? executionId, DateTime visibleAt, HistoryEvent message)
    {
        tables.Inbox.Post(instanceId, executionId, visibleAt, message);
        _effects.Messages.Add((instanceId, visibleAt));
    }
}
