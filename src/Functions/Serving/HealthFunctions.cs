using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Mixtape.Functions.Training;

namespace Mixtape.Functions.Serving;

/// <summary>Whether the app works, and what it knows.</summary>
public sealed class HealthFunctions(Generations generations, TrainingLock trainingLock)
{
    /// <summary>Answers once the stores can be read. Before the first training there is no generation.</summary>
    [Function(nameof(GetHealth))]
    public async Task<IResult> GetHealth(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request, CancellationToken cancellationToken)
    {
        var generation = await generations.CurrentAsync(cancellationToken);
        return Results.Ok(new
        {
            status = generations.Damage is null ? "ok" : "damaged",
            version = typeof(HealthFunctions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
            generation = generation?.Id,
            models = generation?.Models.Manifests.Select(model => model.Name) ?? [],
            lastTraining = await trainingLock.LastAsync(cancellationToken),
        });
    }
}
