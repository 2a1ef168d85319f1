using System.Collections.Immutable;
using System.Globalization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Mixtape.Local.FunctionsRuntime.Engine.Storage;

namespace Mixtape.Local.FunctionsRuntime.Engine.Client;

/// <summary>Instances as clients see them. A page's token names its last instance, so pages do not shift.</summary>
internal static class InstancePages
{
    public static OrchestrationMetadata Describe(InstanceRecord instance, bool withData) =>
        new(instance.Name, instance.Id)
        {
            DataConverter = FunctionsJson.Converter,
            RuntimeStatus = instance.Status,
            CreatedAt = instance.Created,
            LastUpdatedAt = instance.Updated,
            SerializedInput = withData ? instance.Input : null,
            SerializedOutput = withData ? instance.Output : null,
            SerializedCustomStatus = withData ? instance.CustomStatus : null,
            FailureDetails = instance.Failure,
            Tags = instance.Tags ?? ImmutableDictionary<string, string>.Empty,
        };

    /// <exception cref="ArgumentException">The continuation token is not one that a page gave (on reading).</exception>
    public static AsyncPageable<OrchestrationMetadata> Query(TaskHubStore store, OrchestrationQuery query) =>
        Pageable.Create((token, size, cancellation) =>
        {
            cancellation.ThrowIfCancellationRequested();
            var limit = Math.Max(1, size ?? query.PageSize);
            var after = Parse(token ?? query.ContinuationToken);

            // One more than asked for tells whether there is another page.
            var found = store.Read(tables => tables.Instances.Select(query, after, limit + 1));
            var page = found.Take(limit).ToList();
            var next = found.Count > limit ? Format(page[^1]) : null;
            return Task.FromResult(new Page<OrchestrationMetadata>(
                page.ConvertAll(instance => Describe(instance, query.FetchInputsAndOutputs)), next));
        });

    private static string Format(InstanceRecord last) =>
        string.Create(CultureInfo.InvariantCulture, $"{last.Created.Ticks}:{last.Id}");

    private static (long Created, string Id)? Parse(string? token)
    {
        if (string.IsNullOrEmpty(token))
            return null;
        var colon = token.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && long.TryParse(token.AsSpan(0, colon), CultureInfo.InvariantCulture, out var created)
            ? (created, token[(colon + 1)..])
            : throw new ArgumentException(
                $"'{token}' is no continuation token: begin again without one.", nameof(token));
    }
}
