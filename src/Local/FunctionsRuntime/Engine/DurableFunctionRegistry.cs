using Microsoft.DurableTask;

namespace Mixtape.Local.FunctionsRuntime.Engine;

/// <summary>The orchestrators and activities of an app, by name (case-insensitive, as in the real host).</summary>
internal sealed class DurableFunctionRegistry
{
    private readonly Dictionary<string, Orchestrator> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Activity> _activities = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Runs an orchestrator once from its start; the context replays what already happened.</summary>
    public delegate Task<object?> Orchestrator(TaskOrchestrationContext context);

    /// <summary>Runs an activity on its input, given as JSON (null where there is none).</summary>
    public delegate Task<object?> Activity(
        TaskActivityContext context, string? inputJson, CancellationToken cancellationToken);

    public IReadOnlyDictionary<string, Orchestrator> Orchestrators => _orchestrators;

    public IReadOnlyDictionary<string, Activity> Activities => _activities;

    public void AddOrchestrator(string name, Orchestrator run) => _orchestrators.Add(name, run);

    public void AddActivity(string name, Activity run) => _activities.Add(name, run);
}
