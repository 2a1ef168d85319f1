namespace Microsoft.DurableTask.Client;

/// <summary>Typed access to what a start option holds as text.</summary>
public static class StartOrchestrationOptionsExtensions
{
    /// <summary>The options with these statuses as <see cref="StartOrchestrationOptions.DedupeStatuses"/>.</summary>
    public static StartOrchestrationOptions WithDedupeStatuses(
        this StartOrchestrationOptions options, params OrchestrationRuntimeStatus[] dedupeStatuses)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options with { DedupeStatuses = [.. dedupeStatuses.Select(status => status.ToString())] };
    }
}
