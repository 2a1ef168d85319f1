using System.Globalization;
using Mixtape.Storage;

namespace Mixtape.Functions.Tuning;

/// <summary>The results of tunings' trials, as documents. Safe for concurrent use.</summary>
public sealed class TuningTrials(IDocumentStore documents, TimeProvider time)
{
    internal const string Container = "trials";
    private const string Index = "tunings";

    /// <summary>Notes a tuning that is about to begin, so that it can be forgotten one day.</summary>
    public Task BeginAsync(string tuning, CancellationToken cancellationToken) =>
        documents.WriteAsync(Index, new DocumentKey(Index, tuning), new Begun(time.GetUtcNow()), default, cancellationToken);

    /// <summary>Writes a result, in place of an earlier one of the same trial.</summary>
    public Task WriteAsync(string tuning, TrialResult result, CancellationToken cancellationToken) =>
        documents.WriteAsync(Container, Key(tuning, result.Number), result, default, cancellationToken);

    /// <summary>The results so far, by number.</summary>
    public async Task<List<TrialResult>> ReadAsync(string tuning, CancellationToken cancellationToken)
    {
        var results = new List<TrialResult>();
        await foreach (var document in documents.QueryAsync<TrialResult>(Container, tuning, null, cancellationToken))
            results.Add(document.Value);
        return results;
    }

    /// <summary>Deletes the results of tunings that began before a moment.</summary>
    public async Task ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var old = new List<DocumentKey>();
        await foreach (var tuning in documents.QueryAsync<Begun>(Index, Index, null, cancellationToken))
            if (tuning.Value.At < before) old.Add(tuning.Key);
        foreach (var tuning in old)
        {
            var results = await ReadAsync(tuning.Id, cancellationToken);
            await documents.DeleteManyAsync(Container, [.. results.Select(result => Key(tuning.Id, result.Number))], cancellationToken);
            await documents.DeleteAsync(Index, tuning, cancellationToken);
        }
    }

    private static DocumentKey Key(string tuning, int number) => new(tuning, number.ToString("D4", CultureInfo.InvariantCulture));

    private sealed record Begun(DateTimeOffset At);
}
