using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mixtape.Functions.Http;

/// <summary>The description of the API for programs.</summary>
public sealed class OpenApiFunctions
{
    /// <summary>The OpenAPI 3.1 document.</summary>
    [Function(nameof(GetOpenApi))]
    public IResult GetOpenApi([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi.json")] HttpRequest request) =>
        Results.Stream(
            typeof(OpenApiFunctions).Assembly.GetManifestResourceStream("Mixtape.Functions.Http.openapi.json")!, "application/json");
}
