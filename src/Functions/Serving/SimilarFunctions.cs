using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Mixtape.Functions.Audio;
using Mixtape.Functions.Http;
using Mixtape.Functions.Ingest;
using Mixtape.Functions.Telemetry;
using Mixtape.Functions.Training;
using Mixtape.Music.Sound;

namespace Mixtape.Functions.Serving;

/// <summary>Nearest listeners and nearest tracks by the cosine of their vectors.</summary>
public sealed class SimilarFunctions(
    Generations generations, Recommender recommender, ISimilarTracks similar, NearestListeners nearest, Catalogue catalogue,
    TrackAudioStore audio)
{
    private const int MaximumCount = 100;

    private const string ByListening = "listening";
    private const string ByFeatures = "features";
    private const string ByAudio = "audio";

    /// <summary>
    /// The tracks that the same people play; or with <c>by=features</c> those that the network over tracks' features finds alike, and with
    /// <c>by=audio</c> those that sound alike: then of any track with features, or with audio, also one that nobody has played.
    /// </summary>
    [Function(nameof(GetSimilarTracks))]
    public async Task<IResult> GetSimilarTracks(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "tracks/{id}/similar")] HttpRequest request,
        string id, CancellationToken cancellationToken)
    {
        if (Problems.IfInvalid("track", id) is { } invalid) return invalid;
        if (!QueryParameters.TryGetCount(request, "count", 20, MaximumCount, out var count, out var problem)) return problem!;
        var by = request.Query.TryGetValue("by", out var named) ? named.ToString() : ByListening;
        if (by is not (ByListening or ByFeatures or ByAudio))
            return Problems.BadRequest("A parameter is not valid.", $"'by' must be {ByListening}, {ByFeatures} or {ByAudio}.");
        using var lease = await generations.LeaseAsync(cancellationToken);
        if (lease is not { Generation: var generation }) return Problems.NoGeneration(request, generations.Damage);

        var row = generation.FindTrack(id);
        if (by == ByFeatures) return await ByFeaturesAsync(generation, id, row, count, cancellationToken);
        if (by == ByAudio) return await ByAudioAsync(generation, id, count, cancellationToken);
        if (row < 0) return Problems.NotFound("Nobody has played that track yet, so nothing is known to be like it.");
        var ranked = await similar.FindAsync(generation, row, count, cancellationToken);
        return await AnswerAsync(
            generation, [.. ranked.Select(entry => (entry.Score, generation.TrackId(entry.Row), generation.IsPredicted(entry.Row)))],
            cancellationToken);
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
        Instruments.CountSearch(ByFeatures);
        // Only tracks that somebody has played have codes.
        var ranked = codes.Index.Nearest(code, count, row < 0 || row >= generation.Tracks ? [] : [row]);
        return await AnswerAsync(
            generation, [.. ranked.Select(entry => (entry.Score, generation.TrackId((int)entry.Row), false))], cancellationToken);
    }

    private async Task<IResult> ByAudioAsync(Generation generation, string id, int count, CancellationToken cancellationToken)
    {
        if (generation.Sounds is not { } sounds)
        {
            return Problems.NotFound(
                "The generation that serves knows of no track's sound: send audio to /api/tracks/{id}/audio, and train once it is "
                + "analyzed.");
        }

        if ((sounds.Find(id) ?? await HeardSinceAsync(sounds, id, cancellationToken)) is not { } embedding)
        {
            return Problems.NotFound(
                "That track has no audio that was heard as the others were: send it to /api/tracks/{id}/audio, and train if the "
                + "network that hears has changed.");
        }

        Instruments.CountSearch(ByAudio);
        var ranked = sounds.Nearest(embedding, count, id);
        return await AnswerAsync(generation, [.. ranked.Select(entry => (entry.Score, entry.Track, false))], cancellationToken);
    }

    /// <summary>The embedding of a track that was heard after the training; null where there is none of the same network.</summary>
    private async Task<float[]?> HeardSinceAsync(TrackSounds sounds, string id, CancellationToken cancellationToken) =>
        await audio.FindAsync(id, cancellationToken) is { } heard
        && TrackEmbedding.Of(id, heard.Model, heard.Embedding) is { } embedding
        && embedding.Model == sounds.Model && embedding.Values.Length == sounds.Width
            ? embedding.Values
            : null;

    private async Task<IResult> AnswerAsync(
        Generation generation, (float Score, string Track, bool IsPredicted)[] ranked, CancellationToken cancellationToken)
    {
        var names = await catalogue.GetAsync(ranked.Select(entry => entry.Track), cancellationToken);
        return Results.Ok(new
        {
            tracks = ranked.Select(entry =>
            {
                var known = names.GetValueOrDefault(entry.Track);
                var genre = generation.Groups?.NameOf(entry.Track);
                return new SimilarTrack(entry.Track, known?.Title, known?.Artist, entry.Score, entry.IsPredicted, genre);
            }),
        });
    }
}

/// <summary>A track near another; predicted where its sound says so, because few or none have played it.</summary>
/// <param name="Track">Its id.</param>
/// <param name="Title">Its title, where known.</param>
/// <param name="Artist">Its artist, where known.</param>
/// <param name="Score">How near.</param>
/// <param name="Predicted">Whether its sound has a say in it.</param>
/// <param name="Genre">The group of tracks that sound alike that it is in; null where its sound is not known.</param>
public sealed record SimilarTrack(
    string Track, string? Title, string? Artist, float Score, bool Predicted = false, string? Genre = null);

/// <summary>A listener near another.</summary>
public sealed record SimilarListener(string Listener, float Score);
