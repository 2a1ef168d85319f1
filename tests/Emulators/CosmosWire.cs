using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mixtape.Emulators;

/// <summary>
/// Bends what @vercel/cosmosdb-server does to what Cosmos DB does, where Mixtape would see the difference:
/// <list type="bullet">
/// <item>It answers 500 to a read of a document that is not there: 404.</item>
/// <item>It takes a query for one partition for all: the partition becomes a condition of the query.</item>
/// <item>It has no VectorDistance: computed here, over all documents with the id that is asked for, exactly and by cosine. What has no
/// vector of the same width is left out, where the service would rank it last.</item>
/// <item>It makes no query plans: the SDK's own planner does, which this turns on (Linux and Windows only; elsewhere a search by vector
/// fails).</item>
/// </list>
/// Nothing bends this: it knows neither bulk nor batches (they speak HybridRow), charges one request unit for everything, never throttles,
/// takes documents of any size, has one physical partition, no regions, and checks no key; it orders strings by UTF-16 unit, and ignores
/// indexing and vector policies. Requests for the metadata of an Azure machine, which the SDK makes when it starts, are answered 404.
/// </summary>
public sealed partial class CosmosWire() : DelegatingHandler(new SocketsHttpHandler())
{
    static CosmosWire() => UsePlanner();

    /// <summary>Lets the SDK make query plans by itself, on Linux too; before its first use in a process.</summary>
    public static void UsePlanner() => Environment.SetEnvironmentVariable("AZURE_COSMOS_USE_QUERY_PLAN_INTEROP_LINUX", "true");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri!.Host == "169.254.169.254") return new HttpResponseMessage(HttpStatusCode.NotFound);
        if (request.Content is not null && request.Headers.Contains("x-ms-documentdb-isquery"))
            return await QueryAsync(request, cancellationToken);
        var answer = await base.SendAsync(request, cancellationToken);
        if (request.Method != HttpMethod.Get || answer.StatusCode != HttpStatusCode.InternalServerError) return answer;
        var failure = await answer.Content.ReadFromJsonAsync<JsonObject>(cancellationToken);
        if (failure?["message"]?.GetValue<string>().StartsWith("Cannot read properties of undefined", StringComparison.Ordinal) == true)
            answer.StatusCode = HttpStatusCode.NotFound;
        answer.Content = JsonContent.Create(failure);
        return answer;
    }

    private async Task<HttpResponseMessage> QueryAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = (await request.Content!.ReadFromJsonAsync<JsonObject>(cancellationToken))!;
        var query = body["query"]!.GetValue<string>();
        if (Distance().Match(query) is { Success: true } distance) return await NearestAsync(request, body, distance, cancellationToken);
        if (request.Headers.TryGetValues("x-ms-documentdb-partitionkey", out var partition))
        {
            body["query"] = query.Replace(" WHERE ", " WHERE c.partition = @wirePartition AND ", StringComparison.Ordinal);
            AddParameter(body, "@wirePartition", JsonNode.Parse(partition.Single())![0]!.DeepClone());
        }

        request.Content = Query(body);
        return await base.SendAsync(request, cancellationToken);
    }

    /// <summary>
    /// Answers as the service answers the SDK, which merges what several partitions say: each result beside what orders it.
    /// </summary>
    private async Task<HttpResponseMessage> NearestAsync(
        HttpRequestMessage request, JsonObject body, Match distance, CancellationToken cancellationToken)
    {
        var parameters = body["parameters"]!.AsArray().ToDictionary(
            parameter => parameter!["name"]!.GetValue<string>(), parameter => parameter!["value"]!);
        var asked = parameters["@vector"].AsArray().Select(value => value!.GetValue<double>()).ToArray();
        var all = new JsonObject { ["query"] = "SELECT * FROM c WHERE c.id = @id", ["parameters"] = new JsonArray() };
        AddParameter(all, "@id", parameters["@id"].DeepClone());
        request.Content = Query(all);
        request.Headers.Remove("x-ms-max-item-count");
        var answer = await base.SendAsync(request, cancellationToken);
        var ranked = (await answer.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!["Documents"]!.AsArray()
            .Select(document => (Document: document!, Cosine: Cosine(asked, document!["value"]?[distance.Groups["property"].Value])))
            .Where(found => found.Cosine is not null).OrderByDescending(found => found.Cosine)
            .Take(parameters["@count"].GetValue<int>())
            .Select(found => new JsonObject
            {
                ["_rid"] = found.Document["_rid"]!.DeepClone(),
                ["orderByItems"] = new JsonArray(new JsonObject { ["item"] = found.Cosine }),
                ["payload"] = new JsonObject { ["partition"] = found.Document["partition"]!.DeepClone(), ["score"] = found.Cosine },
            }).ToArray<JsonNode>();
        answer.Content = JsonContent.Create(new JsonObject { ["Documents"] = new JsonArray(ranked), ["_count"] = ranked.Length });
        return answer;
    }

    private static double? Cosine(double[] asked, JsonNode? vector)
    {
        if (vector is not JsonArray entries || entries.Count != asked.Length) return null;
        var other = entries.Select(value => value!.GetValue<double>()).ToArray();
        double Product(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
        var lengths = Math.Sqrt(Product(asked, asked) * Product(other, other));
        return lengths > 0 ? Product(asked, other) / lengths : null;
    }

    private static void AddParameter(JsonObject body, string name, JsonNode value) =>
        body["parameters"]!.AsArray().Add(new JsonObject { ["name"] = name, ["value"] = value });

    private static StringContent Query(JsonObject body) => new(body.ToJsonString(), mediaType: new("application/query+json"));

    [GeneratedRegex(@"ORDER BY VectorDistance\(c\[""value""\]\.(?<property>\w+), @vector\)")]
    private static partial Regex Distance();
}
