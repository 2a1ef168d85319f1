using System.Text.Json.Nodes;
using Mixtape.Storage;
using Newtonsoft.Json;

namespace Mixtape.Functions.Tests.Infrastructure;

public sealed class BicepContainersTests
{
    private const int Dimensions = 48;

    [Theory]
    [InlineData("diskANN")]
    [InlineData("quantizedFlat")]
    [InlineData("none")]
    public void Containers_AreThoseThatTheAppWouldMake(string vectorIndex)
    {
        var made = Containers(new { capacity = "serverless", vectorIndex, vectorDimensions = Dimensions }).ToDictionary(
            body => (string)body["properties"]!["resource"]!["id"]!, body => body["properties"]!["resource"]!);

        Assert.Equal(DocumentContainers.All.Select(container => container.Name), made.Keys);
        foreach (var container in DocumentContainers.All)
        {
            var expected = Expected(container, vectorIndex);
            Assert.True(
                JsonNode.DeepEquals(expected, made[container.Name]),
                $"The app makes {expected.ToJsonString()}, infra/modules/cosmos.bicep {made[container.Name].ToJsonString()}.");
        }
    }

    [Fact]
    public void Containers_WithVectors_HaveThroughputOfTheirOwn_AndAllOthersShare()
    {
        var values = new { capacity = "autoscale", maximumThroughput = 7000, vectorIndex = "none", vectorDimensions = Dimensions };
        var own = Containers(values).Where(body => body["properties"]!["options"]!.AsObject().Count > 0).ToList();
        var database = BicepFile.Read(BicepFile.Texts, values)["modules/cosmos.bicep"].Resource("database");

        Assert.Equal(
            DocumentContainers.All.Where(container => container.VectorProperty is not null).Select(container => container.Name),
            own.Select(body => (string)body["name"]!));
        Assert.All(
            own.Append(database), body => Assert.Equal(7000, (int)body["properties"]!["options"]!["autoscaleSettings"]!["maxThroughput"]!));
        Assert.InRange(DocumentContainers.All.Count - own.Count, 1, 25); // no more can share a database's throughput
    }

    [Theory]
    [InlineData("serverless", true)]
    [InlineData("autoscale", false)]
    public void Capacity_Serverless_TakesACapabilityAndNoThroughput(string capacity, bool serverless)
    {
        var values = new { capacity, maximumThroughput = 4000, vectorIndex = "none", vectorDimensions = Dimensions };
        var file = BicepFile.Read(BicepFile.Texts, values)["modules/cosmos.bicep"];
        var capabilities = file.Resource("account")["properties"]!["capabilities"]!.AsArray();

        Assert.Equal(
            serverless ? ["EnableNoSQLVectorSearch", "EnableServerless"] : ["EnableNoSQLVectorSearch"],
            capabilities.Select(capability => (string)capability!["name"]!));
        Assert.Equal(serverless, file.Resource("database")["properties"]!["options"]!.AsObject().Count == 0);
    }

    private static JsonNode[] Containers(object values) =>
        BicepFile.Read(BicepFile.Texts, values)["modules/cosmos.bicep"].Resources.Single(resource => resource.Name == "documents").Bodies;

    /// <summary>What the app's adapter asks of Cosmos DB for a container, as it goes over the wire.</summary>
    private static JsonNode Expected(DocumentContainer container, string vectorIndex)
    {
        var options = new CosmosDocumentStoreOptions
        {
            VectorIndex = Enum.Parse<VectorIndexKind>(vectorIndex, ignoreCase: true),
            VectorDimensions = Dimensions,
        };
        var expected = JsonNode.Parse(JsonConvert.SerializeObject(CosmosContainers.Define(container, options)))!;
        RemoveEmptyLists(expected);
        expected["indexingPolicy"]!["indexingMode"] = ((string)expected["indexingPolicy"]!["indexingMode"]!).ToLowerInvariant(); // either will do
        return expected;
    }

    private static void RemoveEmptyLists(JsonNode node)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items) RemoveEmptyLists(item!);
        }
        else if (node is JsonObject values)
        {
            foreach (var (name, value) in values.ToList())
            {
                if (value is JsonArray { Count: 0 }) values.Remove(name);
                else RemoveEmptyLists(value!);
            }
        }
    }
}
