using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Mixtape.Functions.Http;
using Mixtape.Music.Listening;

namespace Mixtape.Functions.Ingest;

/// <summary>Events over HTTP.</summary>
public sealed class EventFunctions(EventIngest ingest, MixtapeOptions options, TimeProvider time)
{
    /// <summary>Takes a batch of events in, all of it or nothing.</summary>
    [Function(nameof(PostEvents))]
    public async Task<IResult> PostEvents(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "events")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(request, options.MaximumBodyBytes, cancellationToken) is not { } body)
            return Problems.TooLarge(options.MaximumBodyBytes);
        var (events, errors) = EventBatch.Read(body, time.GetUtcNow());
        if (errors.Count > 0) return Problems.InvalidBatch(errors);
        await ingest.AcceptAsync(events, cancellationToken);
        return Results.Ok(new { accepted = events.Count });
    }
}
