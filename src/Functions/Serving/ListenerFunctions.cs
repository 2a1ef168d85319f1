using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Mixtape.Functions.Http;
using Mixtape.Music.Listening;

namespace Mixtape.Functions.Serving;

/// <summary>The listeners of the current generation.</summary>
public sealed class ListenerFunctions(Generations generations)
{
    private const int MaximumCount = 1000;

    /// <summary>Listeners in pages, block by block; each answer but the last says where the next begins.</summary>
    [Function(nameof(GetListeners))]
    public async Task<IResult> GetListeners(
        [HttpTrigger(AuthorizationLevel.Admin, "get", Route = "users")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!QueryParameters.TryGetCount(request, "count", MaximumCount, MaximumCount, out var count, out var problem)) return problem!;
        if (await generations.CurrentAsync(cancellationToken) is not { } generation)
            return Problems.NoGeneration(request, generations.Damage);
        var after = request.Query["after"].ToString();
        var (block, row) = (0, 0);
        if (after.Length > 0)
        {
            block = EventPartition.BlockOf(after, generation.ListenerBlocks);
            row = (await generation.ReadListenerIdsAsync(block, cancellationToken)).Find(after) + 1;
            if (row == 0)
            {
                return Problems.BadRequest(
                    "A parameter is not valid.", "'after' is no listener of the current generation: start again without it.");
            }
        }

        var listeners = new List<string>(count);
        for (; block < generation.ListenerBlocks && listeners.Count < count; block++, row = 0)
        {
            var ids = await generation.ReadListenerIdsAsync(block, cancellationToken);
            for (; row < ids.Count && listeners.Count < count; row++) listeners.Add(ids[row]);
        }

        return Results.Ok(new { listeners, next = listeners.Count == count ? listeners[^1] : null });
    }
}
