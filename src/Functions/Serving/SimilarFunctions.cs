using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Mixtape.Functions.Http;
using Mixtape.Functions.Ingest;
using Mixtape.Functions.Training;

namespace Mixtape.Functions.Serving;

/// <summary>Nearest listeners and nearest tracks, exactly, by the cosine of their vectors.</summary>
public sealed class SimilarFunctions(Generations generations, Recommender recommender, NearestListeners nearest, Catalogue catalogue)
{
    private const int MaximumCount = 100;

    private const string ByListening = "listening";
    private const string ByFeatures = "features";

    /// <summary>
    /// The tracks that the same people play, or with <c>by=features</c> those that the network over tracks' features finds alike: then of
    /// any track with features, also one that nobody has played.
    /// </summary>
    [Function(nameof(GetSimilarTracks))]
    public async Task<IResult> GetSimilarTracks(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "tracks/{id}/similar")] HttpRequest request,
        string id, CancellationToken cancellationToken)
    {
        if (Problems.IfInvalid("track", id) is { } invalid) return invalid;
        if (!QueryParameters.TryGetCount(request, "count", 20, MaximumCount, out var count, out var problem)) return problem!;
        var by = request.Query.TryGetValue("by", out var named) ? named.ToString() : ByListening;
        if (by is not (ByListening or ByFeatures))
            return Problems.BadRequest("A parameter is not valid.", $"'by' must be {ByListening} or {ByFeatures}.");
        using var lease = await generations.LeaseAsync(cancellationToken);
        if (lease is not { Generation: var generation }) return Problems.NoGeneration(request, generations.Damage);

        var row = generation.FindTrack(id);
        if (by == ByFeatures) return await ByFeaturesAsync(generation, id, row, count, cancellationToken);
        if (row < 0) return Problems.NotFound("Nobody has played that track yet, so nothing is known to be like it.");
        return await AnswerAsync(generation, generation.Vectors.Nearest(generation.TrackVector(row), count, [row]), cancellationToken);
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

    private async Task<IResult> ByFeaturesAsync(Generation generation, string id, int row, int count, CancellationToken cancellationToken)
    {
        if (generation.Codes is not { } codes || generation.Models.Find(FeatureNetwork.Name) is not { } network)
        {
            return Problems.NotFound(
                "The generation that serves has no network over tracks' features: send the features of enough tracks to /api/tracks, then "
                + "train.");
        }

        var known = await catalogue.GetAsync([id], cancellationToken);
        if (known.GetValueOrDefault(id)?.Features is not { Count: > 0 } features)
            return Problems.NotFound("That track has no features: send some to /api/tracks.");
        var values = new float[codes.Columns.Names.Count];
        if (codes.Columns.Fill(features, values) == 0)
            return Problems.NotFound("The network knows none of that track's features: train again, with enough tracks that have them.");

        var code = FeatureNetwork.Encode(network.Session, values, values.Length);
        return await AnswerAsync(generation, codes.Index.Nearest(code, count, row < 0 ? [] : [row]), cancellationToken);
    }

    private async Task<IResult> AnswerAsync(Generation generation, (float Score, long Row)[] ranked, CancellationToken cancellationToken)
    {
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
}

/// <summary>A track near another.</summary>
public sealed record SimilarTrack(string Track, string? Title, string? Artist, float Score);

/// <summary>A listener near another.</summary>
public sealed record SimilarListener(string Listener, float Score);
