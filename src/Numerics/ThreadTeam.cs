using System.Runtime.ExceptionServices;

namespace Mixtape.Numerics;

/// <summary>
/// A fixed team of threads for work that forks and joins many times a millisecond. Between two runs the threads look out for the next one
/// for some tens of microseconds, and then sleep; whoever wakes too late leaves its parts to the others. Safe for any callers: where
/// several have the team run at once, they take turns. A run begun from inside a part of the same team runs on that thread alone; a part
/// may use another team, as long as none of that one's parts comes back to this one.
/// </summary>
public sealed class ThreadTeam : IDisposable
{
    private const int Looks = 200, PausesPerLook = 8; // about 50 microseconds

    [ThreadStatic]
    private static ThreadTeam? _current;

    private readonly Thread[] _others;
    private readonly int _looks = Environment.ProcessorCount > 1 ? Looks : 0;
    private readonly Lock _turn = new();
    private readonly object _gate = new();

    // What runs. These three stand before _left says that there is something to take, and stay until _unfinished is 0.
    private Action<int>? _body;
    private int _parts;
    private int _unfinished;

    private int _left; // parts that nobody has taken; may fall below 0
    private int _sleeping;
    private bool _callerSleeps;
    private bool _disposed;
    private ExceptionDispatchInfo? _error;
    private int _errorPart;

    /// <summary>Starts the team's threads but one, which is whoever calls <see cref="Run"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one thread.</exception>
    public ThreadTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        _others = new Thread[threads - 1];
        for (var i = 0; i < _others.Length; i++)
        {
            _others[i] = new Thread(Work) { IsBackground = true, Name = $"{nameof(ThreadTeam)} {i + 1}" };
            _others[i].Start();
        }
    }

    /// <summary>Threads of the team, the caller's among them.</summary>
    public int Threads => _others.Length + 1;

    /// <summary>
    /// Runs body(0) to body(parts - 1), each once, on whichever thread is free, and returns when all have ended. All run even where some
    /// throw. Allocates nothing unless one does.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The team has been disposed of.</exception>
    /// <remarks>What a part threw is thrown again here; of several, that of the lowest part.</remarks>
    public void Run(int parts, Action<int> body)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(parts);
        ArgumentNullException.ThrowIfNull(body);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed), this);
        if (_current == this || _others.Length == 0 || parts <= 1)
        {
            RunAlone(parts, body);
            return;
        }

        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            (_body, _parts, _unfinished) = (body, parts, parts);
            Interlocked.Exchange(ref _left, parts);
            if (Volatile.Read(ref _sleeping) > 0) Wake();
            var outer = _current;
            _current = this;
            while (TryTake()) continue;
            _current = outer;
            AwaitParts();
            _body = null;
            var error = _error;
            _error = null;
            error?.Throw();
        }
    }

    /// <summary>Ends the threads, once the run under way is over.</summary>
    /// <exception cref="InvalidOperationException">A part of the team's own calls this.</exception>
    public void Dispose()
    {
        if (_current == this) throw new InvalidOperationException("A part cannot dispose of the team that runs it: let the caller do so.");
        lock (_turn)
        {
            if (_disposed) return;
            Volatile.Write(ref _disposed, true);
            Wake();
            foreach (var thread in _others) thread.Join();
        }
    }

    private static void RunAlone(int parts, Action<int> body)
    {
        ExceptionDispatchInfo? first = null;
        for (var part = 0; part < parts; part++)
        {
            try
            {
                body(part);
            }
            catch (Exception error)
            {
                first ??= ExceptionDispatchInfo.Capture(error);
            }
        }

        first?.Throw();
    }

    private void Work()
    {
        _current = this;
        while (AwaitRun())
            while (TryTake()) continue;
    }

    /// <summary>Takes a part and runs it; false where none is left.</summary>
    private bool TryTake()
    {
        if (Volatile.Read(ref _left) <= 0) return false;
        var left = Interlocked.Decrement(ref _left);
        if (left < 0) return false;
        var part = _parts - 1 - left;
        try
        {
            _body!(part);
        }
        catch (Exception error)
        {
            lock (_gate)
            {
                if (_error is null || part < _errorPart) (_error, _errorPart) = (ExceptionDispatchInfo.Capture(error), part);
            }
        }

        if (Interlocked.Decrement(ref _unfinished) == 0 && Volatile.Read(ref _callerSleeps)) Wake();
        return true;
    }

    /// <summary>Waits until there is something to take; false once the team is disposed of.</summary>
    private bool AwaitRun()
    {
        for (var look = 0; look < _looks; look++)
        {
            if (Volatile.Read(ref _left) > 0) return true;
            if (Volatile.Read(ref _disposed)) return false;
            Thread.SpinWait(PausesPerLook);
        }

        lock (_gate)
        {
            // Whoever begins a run writes _left and then reads _sleeping; here it is the other way round, so that one sees the other.
            Interlocked.Increment(ref _sleeping);
            while (Volatile.Read(ref _left) <= 0 && !Volatile.Read(ref _disposed)) Monitor.Wait(_gate);
            _sleeping--;
        }

        return !Volatile.Read(ref _disposed);
    }

    private void AwaitParts()
    {
        for (var look = 0; look < _looks; look++)
        {
            if (Volatile.Read(ref _unfinished) == 0) return;
            Thread.SpinWait(PausesPerLook);
        }

        lock (_gate)
        {
            _callerSleeps = true;
            Interlocked.MemoryBarrier(); // as in AwaitRun, with _unfinished
            while (Volatile.Read(ref _unfinished) > 0) Monitor.Wait(_gate);
            _callerSleeps = false;
        }
    }

    private void Wake()
    {
        lock (_gate) Monitor.PulseAll(_gate);
    }
}
