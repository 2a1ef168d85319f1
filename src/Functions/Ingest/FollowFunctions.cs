using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Mixtape.Functions.Http;
using Mixtape.Music.Listening;
using Mixtape.Storage;

namespace Mixtape.Functions.Ingest;

/// <summary>Which artists a listener follows, over HTTP.</summary>
public sealed class FollowFunctions(IDocumentStore documents, Follows follows, MixtapeOptions options)
{
    /// <summary>A listener follows an artist; doing so again changes nothing.</summary>
    [Function(nameof(PutFollow))]
    public async Task<IResult> PutFollow(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "users/{id}/follows/{artistId}")] HttpRequest request,
        string id, string artistId, CancellationToken cancellationToken)
    {
        if (Invalid(id, artistId) is { } problem) return problem;
        await documents.WriteAsync(Follows.Container, new DocumentKey(id, artistId), new Follow(id, artistId), default, cancellationToken);
        return Results.NoContent();
    }

    /// <summary>A listener no longer follows an artist.</summary>
    [Function(nameof(DeleteFollow))]
    public async Task<IResult> DeleteFollow(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "users/{id}/follows/{artistId}")] HttpRequest request,
        string id, string artistId, CancellationToken cancellationToken)
    {
        if (Invalid(id, artistId) is { } problem) return problem;
        await documents.DeleteAsync(Follows.Container, new DocumentKey(id, artistId), cancellationToken);
        return Results.NoContent();
    }

    /// <summary>The artists that a listener follows, in ordinal order.</summary>
    [Function(nameof(GetFollows))]
    public async Task<IResult> GetFollows(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "users/{id}/follows")] HttpRequest request,
        string id, CancellationToken cancellationToken)
    {
        if (Problems.IfInvalid("listener", id) is { } problem) return problem;
        return Results.Ok(new { artists = await follows.ReadAsync(id, cancellationToken) });
    }

    /// <summary>Takes a batch of follows in, all of it or nothing.</summary>
    [Function(nameof(PutFollows))]
    public async Task<IResult> PutFollows(
        [HttpTrigger(AuthorizationLevel.Admin, "put", Route = "follows")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var (body, problem) = await RequestBody.ReadAsync(request, options.MaximumBodyBytes, cancellationToken);
        if (problem is not null) return problem;
        var (batch, errors) = FollowBatch.Read(body);
        if (errors.Count > 0) return Problems.InvalidBatch(errors);
        await documents.WriteManyAsync(
            Follows.Container,
            [.. batch.Distinct().Select(follow => KeyValuePair.Create(new DocumentKey(follow.Listener, follow.Artist), follow))],
            cancellationToken);
        return Results.Ok(new { accepted = batch.Count });
    }

    private static IResult? Invalid(string listener, string artist) =>
        Problems.IfInvalid("listener", listener) ?? Problems.IfInvalid("artist", artist);
}
