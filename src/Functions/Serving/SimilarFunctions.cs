using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Mixtape.Functions.Http;
using Mixtape.Functions.Ingest;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Functions.Serving;

/// <summary>Nearest listeners and nearest tracks, exactly, by the cosine of their vectors.</summary>
public sealed class SimilarFunctions(Generations generations, Recommender recommender, Catalogue catalogue)
{
    private const int MaximumCount = 100;

    /// <summary>The tracks that the same people play.</summary>
    [Function(nameof(GetSimilarTracks))]
    public async Task<IResult> GetSimilarTracks(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "tracks/{id}/similar")] HttpRequest request,
        string id, CancellationToken cancellationToken)
    {
        if (Problems.IfInvalid("track", id) is { } invalid) return invalid;
        if (!QueryParameters.TryGetCount(request, "count", 20, MaximumCount, out var count, out var problem)) return problem!;
        if (await generations.CurrentAsync(cancellationToken) is not { } generation)
            return Problems.NoGeneration(request, generations.Damage);
        var row = generation.FindTrack(id);
        if (row < 0) return Problems.NotFound("Nobody has played that track yet, so nothing is known to be like it.");

        var query = generation.TrackVector(row).ToArray();
        var best = new TopK(count);
        generation.ForEachTrack((other, vector) =>
        {
            if (other != row) best.Add(Cosine(query, vector), other);
        });
        var ranked = best.ToSortedArray();
        var names = await catalogue.GetAsync(ranked.Select(entry => generation.TrackId((int)entry.Row)), cancellationToken);
        return Results.Ok(new
        {
            tracks = ranked.Select(entry =>
            {
                var track = generation.TrackId((int)entry.Row);
                var known = names.GetValueOrDefault(track);
                return new SimilarTrack(track, known?.Title, known?.Artist, entry.Score);
            }),
        });
    }

    /// <summary>The listeners who play the same tracks.</summary>
    [Function(nameof(GetSimilarListeners))]
    public async Task<IResult> GetSimilarListeners(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "users/{id}/similar")] HttpRequest request,
        string id, CancellationToken cancellationToken)
    {
        if (Problems.IfInvalid("listener", id) is { } invalid) return invalid;
        if (!QueryParameters.TryGetCount(request, "count", 20, MaximumCount, out var count, out var problem)) return problem!;
        if (await generations.CurrentAsync(cancellationToken) is not { } generation)
            return Problems.NoGeneration(request, generations.Damage);
        if ((await recommender.TasteAsync(generation, id, cancellationToken)).Vector is not { } query)
            return Problems.NotFound("That listener has not played anything the model knows.");

        // Block by block, so that memory is bounded by one block however many listeners there are.
        var best = new List<(float Score, string Listener)>();
        for (var block = 0; block < generation.ListenerBlocks; block++)
        {
            var (ids, factors) = await generation.ReadListenersAsync(block, cancellationToken);
            var top = new TopK(count);
            for (var row = 0; row < ids.Count; row++)
                if (ids[row] != id) top.Add(Cosine(query, factors[row]), row);
            best.AddRange(top.ToSortedArray().Select(entry => (entry.Score, ids[(int)entry.Row])));
            best = [.. best.OrderByDescending(entry => entry.Score).ThenBy(entry => entry.Listener, StringComparer.Ordinal).Take(count)];
        }

        return Results.Ok(new { listeners = best.Select(entry => new SimilarListener(entry.Listener, entry.Score)) });
    }

    private static float Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var lengths = MathF.Sqrt(Dot.Product(a, a) * Dot.Product(b, b));
        return lengths > 0 ? Dot.Product(a, b) / lengths : float.NaN;
    }
}

/// <summary>A track near another.</summary>
public sealed record SimilarTrack(string Track, string? Title, string? Artist, float Score);

/// <summary>A listener near another.</summary>
public sealed record SimilarListener(string Listener, float Score);
