namespace Microsoft.DurableTask;

/// <summary>One page of a query's answer.</summary>
public sealed class Page<T>(IReadOnlyList<T> values, string? continuationToken = null) where T : notnull
{
    public IReadOnlyList<T> Values { get; } = values;

    /// <summary>Asks for the next page; null on the last one.</summary>
    public string? ContinuationToken { get; } = continuationToken;
}
