namespace Mixtape.Local.FunctionsRuntime.Engine.Orchestration;

/// <summary>Makes instances ready when their timers are due. Safe for several threads.</summary>
internal sealed class DueTimes(ReadyInstances ready, TimeProvider time)
{
    /// <summary>A timer of the platform takes no longer spans than about 49 days.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly PriorityQueue<string, DateTime> _due = new();
    private TaskCompletionSource _sooner = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Makes an instance ready at this time, at once if it has passed.</summary>
    public void Add(string instanceId, DateTime dueAt)
    {
        if (dueAt <= time.GetUtcNow().UtcDateTime)
        {
            ready.Add(instanceId);
            return;
        }

        lock (_due)
        {
            _due.Enqueue(instanceId, dueAt);
            if (_due.TryPeek(out _, out var first) && first == dueAt)
                _sooner.TrySetResult();
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task sooner;
            TimeSpan wait;
            lock (_due)
            {
                var now = time.GetUtcNow().UtcDateTime;
                while (_due.TryPeek(out var instanceId, out var dueAt) && dueAt <= now)
                {
                    _due.Dequeue();
                    ready.Add(instanceId);
                }

                _sooner = new(TaskCreationOptions.RunContinuationsAsynchronously);
                sooner = _sooner.Task;
                wait = _due.TryPeek(out _, out var next) && next - now < LongestWait ? next - now : LongestWait;
            }

            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var due = Task.Delay(RoundedUp(wait), time, waiting.Token);
            await Task.WhenAny(due, sooner).ConfigureAwait(false);
            await waiting.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Timers count whole milliseconds, and must not wake before the due time.</summary>
    private static TimeSpan RoundedUp(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
}
