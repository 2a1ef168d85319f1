namespace Mixtape.Local.FunctionsRuntime.Engine;

/// <summary>Settings of a task hub.</summary>
internal sealed record TaskHubOptions
{
    /// <summary>The SQLite file that holds instances, histories and pending work.</summary>
    public required string DatabasePath { get; init; }

    /// <summary>Activities that run at once (host.json durableTask.maxConcurrentActivityFunctions).</summary>
    public int MaxConcurrentActivities { get; init; } = Environment.ProcessorCount;

    /// <summary>Orchestrators that run at once (host.json durableTask.maxConcurrentOrchestratorFunctions).</summary>
    public int MaxConcurrentOrchestrators { get; init; } = Environment.ProcessorCount;

    /// <summary>The longest an activity may run (host.json functionTimeout); null for no limit.</summary>
    public TimeSpan? ActivityTimeout { get; init; }

    /// <summary>Clock for timers, timestamps and CurrentUtcDateTime.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
