using System.Diagnostics;
using System.Text.Json;

namespace Mixtape.Functions.Tests.Runtime;

/// <summary>
/// What a build for Azure is made of. Its packages are not on every feed, so these tests evaluate the project; <see cref="RealSurfaceTests"/>
/// says that its source fits them.
/// </summary>
public sealed class AzureBuildTests
{
    [Fact]
    public async Task Build_ForAzure_TakesTheRealPackagesAndNoStandIn()
    {
        var items = (await EvaluateAsync("-p:FunctionsRuntime=Azure", "-getItem:PackageReference,ProjectReference,PackageVersion")).GetProperty("Items");
        var versions = Items(items, "PackageVersion").ToDictionary(Name, item => item.GetProperty("Version").GetString());
        var packages = Items(items, "PackageReference").Select(Name).ToList();

        Assert.Equal("2.52.0", versions["Microsoft.Azure.Functions.Worker"]);
        Assert.Equal("2.0.7", versions["Microsoft.Azure.Functions.Worker.Sdk"]);
        Assert.Equal("2.1.1", versions["Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore"]);
        Assert.Equal("4.3.1", versions["Microsoft.Azure.Functions.Worker.Extensions.Timer"]);
        Assert.Equal("1.16.4", versions["Microsoft.Azure.Functions.Worker.Extensions.DurableTask"]);
        Assert.Equal("1.29.0", versions["Microsoft.ML.OnnxRuntime"]);
        Assert.Superset(
            versions.Keys.Where(name => name.StartsWith("Microsoft.Azure.Functions.", StringComparison.Ordinal)).ToHashSet(), packages.ToHashSet());
        Assert.DoesNotContain(Items(items, "ProjectReference"), project => Name(project).Contains("Local", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Publish_WithoutAWord_IsForAzure_AndABuildIsLocal()
    {
        // The property that `dotnet publish` sets before it evaluates a project.
        Assert.Equal("Azure", await RuntimeAsync("-p:_IsPublishing=true"));
        Assert.Equal("Local", await RuntimeAsync());

        static async Task<string> RuntimeAsync(params string[] options) =>
            (await EvaluateAsync([.. options, "-getProperty:FunctionsRuntime,Version"])).GetProperty("Properties").GetProperty("FunctionsRuntime").GetString()!;
    }

    [Theory]
    [InlineData("host.json")]
    [InlineData("local.settings.json")]
    public void HostFiles_InTheBuiltApp_AreThoseOfTheRoot(string name)
    {
        var built = Path.Combine(Path.GetDirectoryName(typeof(MixtapeServices).Assembly.Location)!, name);

        Assert.Equal(File.ReadAllBytes(Path.Combine(AppSource.Root, name)), File.ReadAllBytes(built));
    }

    [Fact]
    public void HostFile_SetsWhatAzureWouldChooseOtherwise()
    {
        var host = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppSource.Root, "host.json"))).RootElement;
        var durable = host.GetProperty("extensions").GetProperty("durableTask");

        Assert.Equal("00:10:00", host.GetProperty("functionTimeout").GetString());
        Assert.Equal("%TaskHubName%", durable.GetProperty("hubName").GetString());
        Assert.Equal(2, durable.GetProperty("maxConcurrentActivityFunctions").GetInt32()); // the default is 10 for each core: too much memory
        Assert.Equal("00:00:02", durable.GetProperty("storageProvider").GetProperty("maxQueuePollingInterval").GetString()); // else 30 s a step
        Assert.False(durable.GetProperty("tracing").GetProperty("traceInputsAndOutputs").GetBoolean());
    }

    /// <summary>
    /// A request's address has a listener's id in it. With "telemetryMode": "OpenTelemetry" the host exports a span with the address for each
    /// request, and no setting keeps it from that. Without, <c>Host.Results</c> decides whether requests are recorded.
    /// </summary>
    [Fact]
    public void HostFile_LetsTheHostRecordWhatRan_AndNoAddressOfARequest()
    {
        var host = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppSource.Root, "host.json"))).RootElement;
        var logging = host.GetProperty("logging");
        var levels = logging.GetProperty("logLevel");
        var insights = logging.GetProperty("applicationInsights");

        Assert.False(host.TryGetProperty("telemetryMode", out _));
        Assert.Equal("None", levels.GetProperty("Host.Results").GetString());
        Assert.False(insights.GetProperty("enableDependencyTracking").GetBoolean());
        Assert.False(insights.GetProperty("httpAutoCollectionOptions").GetProperty("enableHttpTriggerExtendedInfoCollection").GetBoolean());
        // What the app logs reaches the host under the name of the function that it ran in, Function.NAME.User.
        Assert.Equal("Information", levels.GetProperty("Function").GetString());
    }

    private static async Task<JsonElement> EvaluateAsync(params string[] options)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, WorkingDirectory = AppSource.Root };
        // Inherited from the process that runs the tests, this would decide instead of the command line.
        start.Environment.Remove("FunctionsRuntime");
        foreach (var argument in (string[])["msbuild", "src/Functions/Mixtape.Functions.csproj", "-nologo", .. options]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output);
        return JsonDocument.Parse(output).RootElement;
    }

    private static IEnumerable<JsonElement> Items(JsonElement items, string kind) => items.GetProperty(kind).EnumerateArray();

    private static string Name(JsonElement item) => item.GetProperty("Identity").GetString()!;
}
