using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Cosmos;
using Mixtape.Emulators;

namespace Mixtape.Storage.Tests;

/// <summary>Each query that the store can send, as the SDK's own query planner takes it: what it refuses, the service would.</summary>
public sealed class CosmosQueryTests
{
    static CosmosQueryTests() => CosmosWire.UsePlanner();

    public static TheoryData<string> Queries => new(typeof(CosmosDocumentStore)
        .GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        .Where(constant => constant.IsLiteral && constant.FieldType == typeof(string))
        .Select(constant => (string)constant.GetRawConstantValue()!)
        .Where(text => text.StartsWith("SELECT", StringComparison.Ordinal))
        .Append(CosmosDocumentStore.SelectNearest("vector")));

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task EachQueryOfTheStore_IsPlanned(string query) => Assert.Equal(HttpStatusCode.OK, await PlanAsync(query));

    [Theory]
    [InlineData("SELECT * FROM c WHERE c.id >== @id ORDER BY c.id")]
    [InlineData("SELECT * FROM c ORDER BY")]
    [InlineData("SELECT c.value.vector FROM c")]
    [InlineData("SELECT TOP @count c.id FROM c ORDER BY Distance(c.vector, @vector)")]
    [InlineData("SELECT TOP @count c.id FROM c ORDER BY VectorDistance(c.vector)")]
    public async Task QueryThatTheServiceRefuses_IsRefused(string query) => Assert.Equal(HttpStatusCode.BadRequest, await PlanAsync(query));

    private static async Task<HttpStatusCode> PlanAsync(string text)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() || OperatingSystem.IsWindows(), "The SDK brings its planner for Linux and Windows only.");
        using var stub = new Stub();
        using var client = new CosmosClient("http://127.0.0.1", CosmosServer.Key, new CosmosClientOptions
        {
            ConnectionMode = ConnectionMode.Gateway,
            LimitToEndpoint = true,
            HttpClientFactory = () => new HttpClient(stub, disposeHandler: false),
        });
        var query = new QueryDefinition(text)
            .WithParameter("@id", "i").WithParameter("@count", 3).WithParameter("@vector", new float[] { 1, 2, 3 });
        // Over all partitions: a query of one is sent without a plan.
        using var pages = client.GetContainer("database", "things").GetItemQueryStreamIterator(query);
        using var answer = await pages.ReadNextAsync();
        Assert.Equal(answer.IsSuccessStatusCode, stub.Queries > 0);
        return answer.StatusCode;
    }

    /// <summary>An account with one container without documents. It makes no plans.</summary>
    private sealed class Stub : HttpMessageHandler
    {
        public int Queries { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath;
            object? body = path switch
            {
                _ when request.RequestUri.Host != "127.0.0.1" => null,
                "/" => new
                {
                    id = "account",
                    writableLocations = new[] { new { name = "here", databaseAccountEndpoint = "http://127.0.0.1/" } },
                    readableLocations = new[] { new { name = "here", databaseAccountEndpoint = "http://127.0.0.1/" } },
                    userConsistencyPolicy = new { defaultConsistencyLevel = "Session" },
                    queryEngineConfiguration = """{"maxSqlQueryInputLength":262144,"maxJoinsPerSqlQuery":5}""",
                },
                "/dbs/database/colls/things" => new
                {
                    id = "things",
                    _rid = "gAABAIAAAAE=",
                    _self = "dbs/gAABAA==/colls/gAABAIAAAAE=/",
                    partitionKey = new { paths = new[] { CosmosContainers.PartitionKeyPath }, kind = "Hash", version = 2 },
                },
                _ when path.EndsWith("/pkranges", StringComparison.Ordinal) => new
                {
                    _rid = "gAABAIAAAAE=",
                    PartitionKeyRanges = new[]
                    {
                        new { id = "0", _rid = "gAABAIAAAAECAAAAAAAAUA==", minInclusive = "", maxExclusive = "FF" },
                    },
                    _count = 1,
                },
                "/dbs/database/colls/things/docs" => new { _rid = "gAABAIAAAAE=", Documents = Array.Empty<object>(), _count = 0 },
                _ => null,
            };
            if (body is null) return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound));
            if (path.EndsWith("/docs", StringComparison.Ordinal)) Queries++;
            var answer = new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = JsonContent.Create(body, options: JsonSerializerOptions.Default),
            };
            answer.Headers.Add("x-ms-activity-id", $"{Guid.Empty}");
            if (path.EndsWith("/pkranges", StringComparison.Ordinal))
            {
                if (request.Headers.Contains("If-None-Match")) answer.StatusCode = HttpStatusCode.NotModified;
                answer.Headers.TryAddWithoutValidation("etag", "1");
            }

            return Task.FromResult(answer);
        }
    }
}
