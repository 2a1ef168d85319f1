namespace Mixtape.Music.Scale;

/// <summary>How many orchestrations run one activity for each of many blocks, none of them with a long history.</summary>
public static class FanOutPlan
{
    /// <summary>Activities, or orchestrations, that one orchestration runs.</summary>
    public const int Width = 128;

    /// <summary>Events of the history of an orchestration that runs so many: four each, and those of its start and end.</summary>
    public const int LongestHistory = 4 * Width + 3;

    /// <summary>Orchestrations for so many blocks: one, and beyond <see cref="Width"/> blocks those that it splits them over.</summary>
    public static long Orchestrations(long blocks)
    {
        if (blocks <= Width) return 1;
        long part = Width;
        while ((blocks + part - 1) / part > Width) part *= Width;
        var whole = blocks / part;
        var rest = blocks % part;
        return 1 + whole * Orchestrations(part) + (rest > 0 ? Orchestrations(rest) : 0);
    }
}
