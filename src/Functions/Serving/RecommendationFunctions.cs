using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Mixtape.Functions.Http;

namespace Mixtape.Functions.Serving;

/// <summary>Recommendations over HTTP.</summary>
public sealed class RecommendationFunctions(Generations generations, Recommender recommender)
{
    private const int MaximumCount = 500;
    private const int MaximumExcluded = 1000;

    /// <summary>Tracks that the listener has not heard, best first, each with its reason.</summary>
    [Function(nameof(GetRecommendations))]
    public async Task<IResult> GetRecommendations(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "users/{id}/recommendations")] HttpRequest request,
        string id, CancellationToken cancellationToken)
    {
        if (Problems.IfInvalid("listener", id) is { } invalid) return invalid;
        if (!QueryParameters.TryGetCount(request, "count", 20, MaximumCount, out var count, out var problem)) return problem!;
        var model = request.Query.TryGetValue("model", out var asked) ? asked.ToString() : Recommender.Als;
        if (model is not (Recommender.Als or Recommender.Neighbours or Recommender.Popularity))
            return Problems.BadRequest("A parameter is not valid.", "'model' must be als, neighbours or popularity.");
        // Ids may hold commas themselves, so each value counts as a whole too: repeat the parameter for those.
        string[] excluded = [.. request.Query["exclude"].SelectMany(value =>
            value!.Split(',', StringSplitOptions.RemoveEmptyEntries).Append(value))];
        if (excluded.Length > MaximumExcluded)
            return Problems.BadRequest("A parameter is not valid.", $"'exclude' may name at most {MaximumExcluded} tracks.");
        if (await generations.CurrentAsync(cancellationToken) is not { } generation)
            return Problems.NoGeneration(request, generations.Damage);

        var (by, tracks) = await recommender.RecommendAsync(
            generation, id, count, excluded.Select(generation.FindTrack), model, cancellationToken);
        return Results.Ok(new Recommendations(id, generation.Id, by, tracks));
    }
}
