namespace Mixtape.Functions.Weekly;

/// <summary>The input of a weekly batch's activities.</summary>
/// <param name="Week">The ISO week.</param>
/// <param name="Generation">The generation to build from, so that all of a week comes from one.</param>
/// <param name="Block">The listener block.</param>
/// <param name="First">The first listener of the block.</param>
/// <param name="Count">How many listeners.</param>
/// <param name="Kind">The name of the kind of playlist.</param>
public sealed record WeeklyTask(
    string Week, string Generation, int Block, int First = 0, int Count = 0, string Kind = DiscoverWeeklyKind.KindName);

/// <summary>How far a weekly batch is: its custom status, and in the end its output.</summary>
/// <param name="Week">The ISO week.</param>
/// <param name="Done">Listeners done.</param>
/// <param name="Total">Listeners in all.</param>
public sealed record WeeklyProgress(string Week, long Done, long Total);

/// <summary>What a weekly batch has before it.</summary>
/// <param name="Generation">The current generation.</param>
/// <param name="Blocks">Its blocks of listeners.</param>
/// <param name="Listeners">Its listeners.</param>
public sealed record WeeklyPlan(string Generation, int Blocks, long Listeners);
