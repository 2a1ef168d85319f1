using System.Threading.Channels;

namespace Mixtape.Local.FunctionsRuntime.Engine.Orchestration;

/// <summary>
/// The instances that have something to see, each given to one worker at a time. One that becomes ready while a worker
/// has it is given out again afterwards. Safe for several threads.
/// </summary>
internal sealed class ReadyInstances
{
    private readonly Channel<string> _queue = Channel.CreateUnbounded<string>();

    /// <summary>Of each instance queued or in work: whether it has become ready again while in work.</summary>
    private readonly Dictionary<string, State> _states = [];

    private enum State
    {
        Queued,
        InWork,
        InWorkAndReady,
    }

    public void Add(string instanceId)
    {
        lock (_states)
        {
            if (_states.TryGetValue(instanceId, out var state))
            {
                if (state == State.InWork)
                    _states[instanceId] = State.InWorkAndReady;
                return;
            }

            Enqueue(instanceId);
        }
    }

    public async ValueTask<string> TakeAsync(CancellationToken cancellationToken)
    {
        var instanceId = await _queue.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        lock (_states)
            _states[instanceId] = State.InWork;
        return instanceId;
    }

    public void Release(string instanceId)
    {
        lock (_states)
        {
            if (_states[instanceId] == State.InWorkAndReady)
                Enqueue(instanceId);
            else
                _states.Remove(instanceId);
        }
    }

    private void Enqueue(string instanceId)
    {
        _states[instanceId] = State.Queued;
        _queue.Writer.TryWrite(instanceId);
    }
}
