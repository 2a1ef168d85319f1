using Mixtape.Numerics;

namespace Mixtape.Learning.Neural;

/// <summary>
/// A loop over 0..count-1 that a team shares in pieces of a fixed size, so that what a piece computes does not depend on how many threads
/// there are. Made once and run at every step, without allocating.
/// </summary>
internal sealed class ParallelLoop
{
    private readonly ThreadTeam _team;
    private readonly int _parts;
    private readonly Action<int> _part;

    /// <param name="team">Who shares it.</param>
    /// <param name="count">How many turns.</param>
    /// <param name="grain">Turns of one piece: some 10,000 numbers' worth, so that handing it out costs little.</param>
    /// <param name="body">Does the turns from the first to before the second number. Pieces may run at once.</param>
    public ParallelLoop(ThreadTeam team, int count, int grain, Action<int, int> body)
    {
        _team = team;
        _parts = (count + grain - 1) / grain;
        _part = part => body(part * grain, Math.Min(count, (part + 1) * grain));
    }

    /// <summary>A loop over rows of some width.</summary>
    public static ParallelLoop OverRows(ThreadTeam team, int rows, int width, Action<int, int> body) =>
        new(team, rows, Math.Max(1, Elementwise.Grain / width), body);

    public void Run() => _team.Run(_parts, _part);
}
