namespace Mixtape.Local.FunctionsRuntime.Host.Discovery;

/// <summary>What runs a function.</summary>
internal enum TriggerKind
{
    Http,
    Timer,
    Orchestration,
    Activity,
}
