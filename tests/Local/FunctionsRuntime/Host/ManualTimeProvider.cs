namespace Mixtape.Local.FunctionsRuntime.Tests.Host;

/// <summary>A clock that stands still until it is moved.</summary>
internal sealed class ManualTimeProvider(DateTimeOffset now) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = now;

    /// <summary>Whether a timer waits for this time.</summary>
    public bool IsAwaited(DateTimeOffset time)
    {
        lock (_lock)
            return _timers.Exists(timer => timer.Due == time);
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        lock (_lock)
            _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    public void MoveTo(DateTimeOffset time)
    {
        List<ManualTimer> due;
        lock (_lock)
        {
            _now = time;
            due = _timers.FindAll(timer => timer.Due <= time);
            foreach (var timer in due)
                timer.Due = DateTimeOffset.MaxValue;
        }
        foreach (var timer in due)
            timer.Fire();
    }

    private sealed class ManualTimer(ManualTimeProvider clock, Action fire) : ITimer
    {
        public DateTimeOffset Due { get; set; } = DateTimeOffset.MaxValue;

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            bool now;
            lock (clock._lock)
            {
                now = dueTime == TimeSpan.Zero;
                Due = now || dueTime == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : clock._now + dueTime;
            }
            if (now)
                fire();
            return true;
        }

        public void Dispose()
        {
            lock (clock._lock)
                clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
