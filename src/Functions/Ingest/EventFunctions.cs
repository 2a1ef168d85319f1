using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Mixtape.Functions.Http;
using Mixtape.Functions.Telemetry;
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
        var (body, problem) = await RequestBody.ReadAsync(request, options.MaximumBodyBytes, cancellationToken);
        if (problem is not null) return problem;
        var (events, errors) = EventBatch.Read(body, time.GetUtcNow());
        if (errors.Count > 0) return Problems.InvalidBatch(errors);
        await ingest.AcceptAsync(events, cancellationToken);
        Instruments.EventsReceived.Add(events.Count);
        return Results.Ok(new { accepted = events.Count });
    }
}
