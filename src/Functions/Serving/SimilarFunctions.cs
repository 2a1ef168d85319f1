using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Mixtape.Functions.Http;
using Mixtape.Functions.Ingest;

namespace Mixtape.Functions.Serving;

/// <summary>Nearest listeners and nearest tracks, exactly, by the cosine of their vectors.</summary>
public sealed class SimilarFunctions(Generations generations, Recommender recommender, NearestListeners nearest, Catalogue catalogue)
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

        var ranked = generation.Vectors.Nearest(generation.TrackVector(row), count, [row]);
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

        var found = await nearest.FindAsync(generation, query, id, count, cancellationToken);
        return Results.Ok(new { listeners = found.Select(entry => new SimilarListener(entry.Listener, entry.Likeness)) });
    }
}

/// <summary>A track near another.</summary>
public sealed record SimilarTrack(string Track, string? Title, string? Artist, float Score);

/// <summary>A listener near another.</summary>
public sealed record SimilarListener(string Listener, float Score);
