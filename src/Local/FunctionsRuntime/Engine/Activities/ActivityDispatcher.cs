using System.Threading.Channels;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Mixtape.Local.FunctionsRuntime.Engine.History;
using Mixtape.Local.FunctionsRuntime.Engine.Storage;

namespace Mixtape.Local.FunctionsRuntime.Engine.Activities;

/// <summary>Runs queued activities, so many at once, and stores their results; each at least once.</summary>
/// <param name="options">The hub's settings.</param>
/// <param name="functions">The activities.</param>
/// <param name="store">Where the queue lives.</param>
/// <param name="logger">Told of failures.</param>
/// <param name="committed">Told what each commit made ready.</param>
internal sealed class ActivityDispatcher(
    TaskHubOptions options,
    DurableFunctionRegistry functions,
    TaskHubStore store,
    ILogger logger,
    Action<CommitEffects> committed)
{
    private static readonly TimeSpan _pauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly Channel<ActivityCall> _queue = Channel.CreateUnbounded<ActivityCall>();

    public void Add(ActivityCall call) => _queue.Writer.TryWrite(call);

    /// <param name="taking">Cancelled when no further activity shall begin.</param>
    /// <param name="running">Cancelled when those that run shall be abandoned, to run again in the next hub.</param>
    public Task RunAsync(CancellationToken taking, CancellationToken running) => Task.WhenAll(
        Enumerable.Range(0, Math.Max(1, options.MaxConcurrentActivities))
            .Select(_ => Task.Run(() => WorkAsync(taking, running), CancellationToken.None)));

    private async Task WorkAsync(CancellationToken taking, CancellationToken running)
    {
        // Results are stored while the next activity runs, so that several can share a commit.
        var storing = new Queue<Task>();
        try
        {
            while (true)
            {
                var call = await _queue.Reader.ReadAsync(taking).ConfigureAwait(false);
                taking.ThrowIfCancellationRequested();
                var result = await RunAsync(call, running).ConfigureAwait(false);
                storing.Enqueue(StoreAsync(call, result, running));
                if (storing.Count > 16 || storing.Peek().IsCompleted)
                    await storing.Dequeue().ConfigureAwait(false);
            }
        }
        finally
        {
            await Task.WhenAll(storing).ConfigureAwait(false);
        }
    }

    /// <exception cref="OperationCanceledException">The activity was abandoned.</exception>
    private async Task<Completion> RunAsync(ActivityCall call, CancellationToken abandoned)
    {
        try
        {
            var output = await AttemptAsync(call, abandoned).ConfigureAwait(false);
            return new TaskCompleted(Now(), call.TaskId, FunctionsJson.Converter.Serialize(output));
        }
        catch (Exception failure)
        {
            // What fails while the hub abandons it may fail because of that, and runs again anyway.
            abandoned.ThrowIfCancellationRequested();
            logger.LogWarning(
                failure, "Activity '{Name}' of instance '{InstanceId}' failed.", call.Name, call.InstanceId);
            return new TaskFailed(Now(), call.TaskId, TaskFailureDetails.FromException(failure));
        }
    }

    private async Task<object?> AttemptAsync(ActivityCall call, CancellationToken abandoned)
    {
        if (!functions.Activities.TryGetValue(call.Name, out var activity))
            throw FunctionNotRegisteredException.For("activity", call.Name, functions.Activities.Keys);

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(abandoned);
        var token = stopping.Token;
        var context = new ActivityContext(call.Name, call.InstanceId);
        var running = Task.Run(() => activity(context, call.Input, token), CancellationToken.None);
        var limit = options.ActivityTimeout ?? Timeout.InfiniteTimeSpan;
        try
        {
            return await running.WaitAsync(limit, options.TimeProvider, abandoned).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            throw new TimeoutException(
                $"Activity '{call.Name}' ran longer than {limit}, the function timeout. Give it less to do, or raise "
                + "functionTimeout in host.json.");
        }
        finally
        {
            // An activity that overran, or that the stopping hub leaves behind, is told; nothing can force it to end.
            if (!running.IsCompleted)
                await stopping.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task StoreAsync(ActivityCall call, Completion result, CancellationToken abandoned)
    {
        while (true)
        {
            try
            {
                committed(await store.WriteAsync(tables => Apply(tables, call, result)).ConfigureAwait(false));
                return;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                logger.LogError(
                    failure, "The result of activity '{Name}' could not be stored; it is tried again.", call.Name);
                await Task.Delay(_pauseAfterFailure, abandoned).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Stores a result, unless the call is gone or nobody waits for it any more.</summary>
    private CommitEffects Apply(TaskHubTables tables, ActivityCall call, Completion result)
    {
        var effects = new CommitEffects();
        if (!tables.Activities.Remove(call.Id))
            return effects;
        var caller = tables.Instances.Find(call.InstanceId);
        if (caller is null || caller.IsFinished || caller.ExecutionId != call.ExecutionId)
            return effects;
        tables.Inbox.Post(call.InstanceId, call.ExecutionId, InboxTable.AtOnce, result);
        effects.Messages.Add((call.InstanceId, InboxTable.AtOnce));
        return effects;
    }

    private DateTime Now() => options.TimeProvider.GetUtcNow().UtcDateTime;
}
