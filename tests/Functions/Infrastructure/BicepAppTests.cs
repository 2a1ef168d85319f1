using System.Text.Json.Nodes;
using System.Xml.Linq;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Infrastructure;

public sealed class BicepAppTests
{
    private const string Prefix = "Mixtape__";

    /// <summary>What the host, its extensions and the Azure SDK read.</summary>
    private static readonly string[] _hostSettings =
    [
        "AzureWebJobsStorage__accountName", "AzureWebJobsStorage__credential", "AzureWebJobsStorage__clientId", "AZURE_CLIENT_ID",
        "TaskHubName", "APPLICATIONINSIGHTS_CONNECTION_STRING", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
    ];

    [Fact]
    public void AppSettings_NameOptionsThatExist()
    {
        var names = Settings().Select(setting => (string)setting!["name"]!).ToList();

        Assert.Equal(names.Distinct(), names);
        Assert.Equal(_hostSettings.Order(), names.Where(name => !name.StartsWith(Prefix, StringComparison.Ordinal)).Order());
        var own = names.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..]).ToList();
        Assert.Superset(new HashSet<string> { "Blobs__Endpoint", "Cosmos__Endpoint" }, own.ToHashSet());
        Assert.All(own, name => Assert.True(IsOption(name), $"{Prefix}{name} sets nothing."));
    }

    [Theory]
    [InlineData("TimeZone", true)]
    [InlineData("Training__Model__Factors", true)]
    [InlineData("Cosmos__VectorIndex", true)]
    [InlineData("Cosmos__VectorIndx", false)]
    [InlineData("TimeZnoe", false)]
    [InlineData("Training__Factors", false)]
    public void IsOption_AnyName_IsWhetherAPropertyHasIt(string name, bool expected) => Assert.Equal(expected, IsOption(name));

    [Fact]
    public void Runtime_IsTheFrameworkThatTheAppIsBuiltFor()
    {
        var framework = XDocument.Load(Path.Combine(BicepFile.Root, "Directory.Build.props")).Descendants("TargetFramework").Single().Value;
        var runtime = App(new { })["properties"]!["functionAppConfig"]!["runtime"]!;

        Assert.Equal("dotnet-isolated", (string?)runtime["name"]);
        Assert.Equal(framework, $"net{runtime["version"]}");
    }

    [Fact]
    public void VectorDimensions_DefaultsToTheLengthOfATracksVector()
    {
        var dimensions = BicepFile.Read(BicepFile.Texts)["main.bicep"].Parameters.Single(parameter => parameter.Name == "vectorDimensions");

        Assert.Equal(new MixtapeOptions().Training.Model.Width, (int)dimensions.Default!);
    }

    [Theory]
    [InlineData(0, 0, new string[0])]
    [InlineData(2, 0, new[] { "http 2" })]
    [InlineData(1, 3, new[] { "http 1", "durable 3" })]
    public void AlwaysReady_ZeroOfAKind_LeavesItOut(int alwaysReadyHttp, int alwaysReadyDurable, string[] expected)
    {
        var scale = App(new { alwaysReadyHttp, alwaysReadyDurable, instanceMemory = 4096, maximumInstances = 7 })
            ["properties"]!["functionAppConfig"]!["scaleAndConcurrency"]!;

        Assert.Equal(expected, scale["alwaysReady"]!.AsArray().Select(group => $"{group!["name"]} {group["instanceCount"]}"));
        Assert.Equal((4096, 7), ((int)scale["instanceMemoryMB"]!, (int)scale["maximumInstanceCount"]!));
    }

    [Theory]
    [InlineData(true, "OpenTelemetry")]
    [InlineData(false, null)]
    public void HostOpenTelemetry_IsAChoice_AndNotTheDefault(bool hostOpenTelemetry, string? expected)
    {
        const string Setting = "AzureFunctionsJobHost__telemetryMode"; // as any setting of host.json can be

        var chosen = Settings(new { hostOpenTelemetry }).SingleOrDefault(setting => (string)setting!["name"]! == Setting);

        Assert.Equal(expected, (string?)chosen?["value"]);
        Assert.False((bool)BicepFile.Read(BicepFile.Texts)["main.bicep"].Parameters
            .Single(parameter => parameter.Name == "hostOpenTelemetry").Default!);
    }

    private static JsonArray Settings() => Settings(new { hostOpenTelemetry = false });

    private static JsonArray Settings(object values) => App(values)["properties"]!["siteConfig"]!["appSettings"]!.AsArray();

    private static JsonNode App(object values) => BicepFile.Read(BicepFile.Texts, values)["modules/app.bicep"].Resource("app");

    private static bool IsOption(string name)
    {
        var parts = name.Split("__");
        var type = parts[0] switch
        {
            "Blobs" => typeof(AzureBlobStoreOptions),
            "Cosmos" => typeof(CosmosDocumentStoreOptions),
            _ => typeof(MixtapeOptions),
        };
        foreach (var part in type == typeof(MixtapeOptions) ? parts : parts[1..]) type = type?.GetProperty(part)?.PropertyType;
        return type is not null;
    }
}
