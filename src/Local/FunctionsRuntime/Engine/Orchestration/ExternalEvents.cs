using Mixtape.Local.FunctionsRuntime.Engine.History;

namespace Mixtape.Local.FunctionsRuntime.Engine.Orchestration;

/// <summary>
/// Brings events and those who wait for them together, by name in any case. Events that nobody waits for are kept, and
/// given out in the order they came. Of several waiters the latest gets the next event, as in the real client, so that
/// a loop may abandon a wait and begin another. A cancelled wait takes no event.
/// </summary>
internal sealed class ExternalEvents
{
    private readonly Dictionary<string, LinkedList<Waiter>> _waiters = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<EventRaised> _unread = [];

    public bool HasWaiters => _waiters.Values.Any(waiters => waiters.Count > 0);

    /// <summary>What nobody has waited for yet, oldest first.</summary>
    public IReadOnlyList<EventRaised> Unread => _unread;

    public void Raise(EventRaised raised)
    {
        if (_waiters.TryGetValue(raised.Name, out var waiters) && waiters.Last is { } latest)
        {
            waiters.RemoveLast();
            latest.Value.Complete(raised.Data);
        }
        else
        {
            _unread.Add(raised);
        }
    }

    public Task<T> WaitAsync<T>(string name, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellationToken);

        var waiter = new Waiter<T>();
        var arrived = _unread.FindIndex(raised => string.Equals(raised.Name, name, StringComparison.OrdinalIgnoreCase));
        if (arrived >= 0)
        {
            var raised = _unread[arrived];
            _unread.RemoveAt(arrived);
            waiter.Complete(raised.Data);
            return waiter.Task;
        }

        if (!_waiters.TryGetValue(name, out var waiters))
            _waiters.Add(name, waiters = new());
        var node = waiters.AddLast(waiter);
        cancellationToken.Register(() =>
        {
            if (node.List is null)
                return;
            waiters.Remove(node);
            waiter.Cancel(cancellationToken);
        });
        return waiter.Task;
    }

    private abstract class Waiter
    {
        public abstract void Complete(string? data);
    }

    private sealed class Waiter<T> : Waiter
    {
        private readonly TaskCompletionSource<T> _received = new();

        public Task<T> Task => _received.Task;

        public override void Complete(string? data)
        {
            T? value;
            try
            {
                value = FunctionsJson.Converter.Deserialize<T>(data);
            }
            catch (Exception unreadable)
            {
                _received.SetException(unreadable);
                return;
            }

            _received.SetResult(value!);
        }

        public void Cancel(CancellationToken cancellationToken) => _received.SetCanceled(cancellationToken);
    }
}
