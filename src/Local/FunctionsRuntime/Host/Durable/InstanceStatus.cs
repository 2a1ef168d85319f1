using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.DurableTask.Client;

namespace Mixtape.Local.FunctionsRuntime.Host.Durable;

/// <summary>An orchestration instance as the management API shows it.</summary>
internal sealed record InstanceStatus
{
    public required string Name { get; init; }

    public required string InstanceId { get; init; }

    public required string RuntimeStatus { get; init; }

    public JsonElement? Input { get; init; }

    public JsonElement? CustomStatus { get; init; }

    /// <summary>The result; of a failed instance, why it failed.</summary>
    public JsonElement? Output { get; init; }

    /// <summary>UTC, to the second, as ISO 8601.</summary>
    public required string CreatedTime { get; init; }

    /// <inheritdoc cref="CreatedTime"/>
    public required string LastUpdatedTime { get; init; }

    [JsonIgnore]
    public OrchestrationRuntimeStatus Status { get; private init; }

    public static InstanceStatus Of(OrchestrationMetadata instance, bool showInput) => new()
    {
        Name = instance.Name,
        InstanceId = instance.InstanceId,
        RuntimeStatus = instance.RuntimeStatus.ToString(),
        Status = instance.RuntimeStatus,
        Input = showInput ? Parse(instance.SerializedInput) : null,
        CustomStatus = Parse(instance.SerializedCustomStatus),
        Output = instance.FailureDetails is { } failure
            ? JsonSerializer.SerializeToElement(failure.ErrorMessage)
            : Parse(instance.SerializedOutput),
        CreatedTime = Format(instance.CreatedAt),
        LastUpdatedTime = Format(instance.LastUpdatedAt),
    };

    private static JsonElement? Parse(string? json) =>
        json is null ? null : JsonSerializer.Deserialize<JsonElement>(json);

    private static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
