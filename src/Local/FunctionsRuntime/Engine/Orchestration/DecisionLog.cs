using Mixtape.Local.FunctionsRuntime.Engine.History;

namespace Mixtape.Local.FunctionsRuntime.Engine.Orchestration;

/// <summary>
/// What an orchestrator's code decides, in order. While it replays, each decision is checked off against its history;
/// what remains at the end is new.
/// </summary>
internal sealed class DecisionLog
{
    private readonly LinkedList<Decision> _open = new();

    /// <summary>Decisions that the history does not hold.</summary>
    public IReadOnlyCollection<Decision> New => _open;

    public void Add(Decision decision) => _open.AddLast(decision);

    /// <summary>Undoes a timer of the same step; false if it belongs to an earlier one.</summary>
    public bool Withdraw(int timerId)
    {
        var timer = _open.OfType<TimerCreated>().FirstOrDefault(timer => timer.TaskId == timerId);
        return timer is not null && _open.Remove(timer);
    }

    /// <exception cref="NonDeterministicOrchestratorException">The code decided something else, or nothing.</exception>
    public void CheckOff(Decision recorded)
    {
        var actual = _open.First?.Value;
        if (actual is null || actual.GetType() != recorded.GetType()
            || !string.Equals(actual.Describe(), recorded.Describe(), StringComparison.OrdinalIgnoreCase))
        {
            throw NonDeterministicOrchestratorException.Between(recorded.Describe(), actual?.Describe());
        }

        _open.RemoveFirst();
    }

    /// <exception cref="NonDeterministicOrchestratorException">The code decided more than that.</exception>
    public void RequireAllCheckedOff()
    {
        if (_open.First is { } further)
            throw NonDeterministicOrchestratorException.Between(null, further.Value.Describe());
    }
}
