using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Mixtape.Functions.Http;
using Mixtape.Music.Listening;

namespace Mixtape.Functions.Ingest;

/// <summary>The catalogue over HTTP.</summary>
public sealed class TrackFunctions(Catalogue catalogue, MixtapeOptions options)
{
    /// <summary>Adds or replaces a batch of tracks, all of it or nothing.</summary>
    [Function(nameof(PutTracks))]
    public async Task<IResult> PutTracks(
        [HttpTrigger(AuthorizationLevel.Admin, "put", Route = "tracks")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var (body, problem) = await RequestBody.ReadAsync(request, options.MaximumBodyBytes, cancellationToken);
        if (problem is not null) return problem;
        var (tracks, errors) = TrackBatch.Read(body);
        if (errors.Count > 0) return Problems.InvalidBatch(errors);
        await catalogue.PutAsync(tracks, cancellationToken);
        return Results.Ok(new { accepted = tracks.Count });
    }
}
