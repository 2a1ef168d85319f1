namespace Mixtape.Local.FunctionsRuntime.Engine.Storage;

/// <summary>What a commit has made ready, for those who wait for it in this process.</summary>
internal sealed class CommitEffects
{
    /// <summary>Activities that may run now.</summary>
    public List<ActivityCall> Activities { get; } = [];

    /// <summary>Instances that have, or will have, something to see.</summary>
    public List<(string InstanceId, DateTime VisibleAt)> Messages { get; } = [];

    /// <summary>Instances whose state has changed.</summary>
    public List<string> Changed { get; } = [];
}
