namespace Microsoft.DurableTask.Client;

/// <summary>Which instances a query gives; a null condition holds for all.</summary>
/// <param name="CreatedFrom">Created at this time or later.</param>
/// <param name="CreatedTo">Created at this time or earlier.</param>
/// <param name="Statuses">In one of these statuses.</param>
/// <param name="TaskHubNames">Unused: one hub answers.</param>
/// <param name="InstanceIdPrefix">With an id that begins with this, case-sensitive.</param>
/// <param name="PageSize">Instances in a page.</param>
/// <param name="FetchInputsAndOutputs">Whether inputs, outputs and custom statuses come along.</param>
/// <param name="ContinuationToken">Where an earlier answer stopped.</param>
public record OrchestrationQuery(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null,
    IEnumerable<string>? TaskHubNames = null,
    string? InstanceIdPrefix = null,
    int PageSize = OrchestrationQuery.DefaultPageSize,
    bool FetchInputsAndOutputs = false,
    string? ContinuationToken = null)
{
    public const int DefaultPageSize = 100;
}
