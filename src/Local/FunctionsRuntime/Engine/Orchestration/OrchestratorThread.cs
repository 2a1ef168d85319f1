namespace Mixtape.Local.FunctionsRuntime.Engine.Orchestration;

/// <summary>
/// Keeps an orchestrator's continuations on the one thread that replays it, in the order in which they became ready.
/// What comes from another thread is refused: it would run at a moment that no replay can repeat.
/// </summary>
internal sealed class OrchestratorThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Run, object? State)> _ready = new();
    private readonly int _threadId = Environment.CurrentManagedThreadId;

    /// <summary>Whether the caller runs on this thread, inside <see cref="Run"/>.</summary>
    public bool IsCurrent => ReferenceEquals(Current, this) && Environment.CurrentManagedThreadId == _threadId;

    /// <summary>Runs an action and all that becomes ready through it.</summary>
    public void Run(Action action)
    {
        var previous = Current;
        SetSynchronizationContext(this);
        try
        {
            action();
            while (_ready.TryDequeue(out var next))
                next.Run(next.State);
        }
        finally
        {
            SetSynchronizationContext(previous);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Environment.CurrentManagedThreadId == _threadId)
            _ready.Enqueue((d, state));
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (!IsCurrent)
            throw new InvalidOperationException("An orchestrator's context cannot be entered from another thread.");
        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;
}
