using Microsoft.Extensions.Configuration;
using Mixtape.Local.FunctionsRuntime.Host;
using Mixtape.Local.FunctionsRuntime.Host.Settings;

namespace Mixtape.Local.FunctionsRuntime.Tests.Host;

public sealed class HostSettingsTests
{
    [Fact]
    public void Load_NoFile_GivesDefaults()
    {
        using var folder = new TestFolder();

        Assert.Equal("api", HostSettings.Load(folder.Path).RoutePrefix);
        Assert.Equal(TimeSpan.FromMinutes(30), HostSettings.Load(folder.Path).FunctionTimeout);
    }

    [Fact]
    public void Load_AllSettings_AreRead()
    {
        using var folder = new TestFolder().With("host.json", """
            {
              // A comment, unknown keys and a trailing comma are fine.
              "version": "2.0",
              "functionTimeout": "00:10:00",
              "logging": { "logLevel": { "default": "Warning", "Mixtape": "Information" }, "other": 1 },
              "extensions": {
                "http": { "routePrefix": "/v1/" },
                "durableTask": {
                  "hubName": "%Hub%",
                  "maxConcurrentActivityFunctions": 2,
                  "maxConcurrentOrchestratorFunctions": 4
                },
              },
            }
            """);

        var settings = HostSettings.Load(folder.Path);

        Assert.Equal(TimeSpan.FromMinutes(10), settings.FunctionTimeout);
        Assert.Equal("v1", settings.RoutePrefix);
        Assert.Equal("Warning", settings.LogLevels["default"]);
        Assert.Equal(2, settings.MaxConcurrentActivities);
        Assert.Equal(4, settings.MaxConcurrentOrchestrators);
        Assert.Equal("Mixtape", settings.ResolveHubName(Configuration(("Hub", "Mixtape"))));
    }

    [Theory]
    [InlineData("{ no json", "cannot be read")]
    [InlineData("""{ "functionTimeout": "soon" }""", "functionTimeout is 'soon': write it as \"00:10:00\"")]
    [InlineData("""{ "extensions": { "durableTask": { "maxConcurrentActivityFunctions": 0 } } }""",
        "a whole number above 0")]
    [InlineData("""{ "extensions": 3 }""", "cannot be read")]
    public void Load_BadFile_SaysWhat(string content, string message)
    {
        using var folder = new TestFolder().With("host.json", content);

        Assert.Contains(message, Assert.Throws<FunctionsHostException>(() => HostSettings.Load(folder.Path)).Message);
    }

    [Fact]
    public void Load_TimeoutMinusOne_IsNoLimit()
    {
        using var folder = new TestFolder().With("host.json", """{ "functionTimeout": "-1" }""");

        Assert.Null(HostSettings.Load(folder.Path).FunctionTimeout);
    }

    [Theory]
    [InlineData("../other")]
    [InlineData("1st")]
    [InlineData("")]
    public void ResolveHubName_NoName_Throws(string name)
    {
        var settings = new HostSettings { HubName = name };

        var e = Assert.Throws<FunctionsHostException>(() => settings.ResolveHubName(Configuration()));

        Assert.Contains("use at most 45 letters", e.Message);
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(values.ToDictionary(value => value.Key, value => (string?)value.Value))
            .Build();
}
