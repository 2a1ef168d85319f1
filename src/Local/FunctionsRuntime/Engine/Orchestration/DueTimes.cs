namespace Mixtape.Local.FunctionsRuntime.Engine.Orchestration;

/// <summary>Makes instances ready when their timers are due. Safe for several threads.</summary>
internal sealed class DueTimes(ReadyInstances ready, TimeProvider time)
{
    /// <summary>Timers stand still while a laptop sleeps, so the clock is looked at now and then.</summary>
    private static readonly TimeSpan _longestWait = TimeSpan.FromMinutes(1);

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
            var (sooner, now, wait) = TakeDue();
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var due = Task.Delay(RoundedUp(wait), time, waiting.Token);

            // The delay counts from its own beginning: it is too long if the clock went on in between.
            if (time.GetUtcNow().UtcDateTime - now < wait)
                await Task.WhenAny(due, sooner).ConfigureAwait(false);
            await waiting.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Makes what is due ready; gives the time, the wait from then on, and what would shorten it.</summary>
    private (Task Sooner, DateTime Now, TimeSpan Wait) TakeDue()
    {
        lock (_due)
        {
            var now = time.GetUtcNow().UtcDateTime;
            while (_due.TryPeek(out var instanceId, out var dueAt) && dueAt <= now)
            {
                _due.Dequeue();
                ready.Add(instanceId);
            }

            _sooner = new(TaskCreationOptions.RunContinuationsAsynchronously);
            var wait = _due.TryPeek(out _, out var next) && next - now < _longestWait ? next - now : _longestWait;
            return (_sooner.Task, now, wait);
        }
    }

    /// <summary>Timers count whole milliseconds, and must not wake before the due time.</summary>
    private static TimeSpan RoundedUp(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
}
