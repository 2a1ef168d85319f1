namespace Mixtape.Local.FunctionsRuntime.Engine.Storage;

/// <summary>
/// Where crash tests stop a hub dead: a function that gives true leaves the database as a killed process would, and
/// no later write happens. Every persisted step passes both.
/// </summary>
internal sealed record CommitFaults
{
    public static CommitFaults None { get; } = new();

    /// <summary>Asked when all changes are made but not committed; true undoes them.</summary>
    public Func<bool>? BeforeCommit { get; init; }

    /// <summary>Asked when the changes are on disk but nobody has been told; true keeps it that way.</summary>
    public Func<bool>? AfterCommit { get; init; }
}
