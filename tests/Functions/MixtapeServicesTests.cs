using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests;

public sealed class MixtapeServicesTests
{
    [Theory]
    [InlineData("Mixtape:TimeZone", "Middle/Earth", "Middle/Earth")]
    [InlineData("Mixtape:Training:Model:Factors", "0", "factors must be 1 to 512")]
    [InlineData("Mixtape:Training:Holdout:Fraction", "0.9", "the holdout must be 0 to 0.5")]
    [InlineData("Mixtape:NearestListeners", "0", "1 to 1,000 nearest listeners can be asked")]
    [InlineData("Mixtape:MaximumListenerCacheBytes", "-1", "must be 0 or more")]
    [InlineData("Mixtape:MaximumAudioBytes", "1", "audio must be allowed 1,024")]
    [InlineData("Mixtape:RateLimits:Reading:RequestsPerSecond", "-1", "0 to 1,000,000 requests a second can be allowed")]
    [InlineData("Mixtape:RateLimits:Writing:Burst", "0", "a burst must be allowed 1 to 1,000,000 requests")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector", "must be an address such as")]
    [InlineData("Mixtape:AudioAnalysesAtOnce", "11", "1 to 10 recordings can be heard at once")]
    public void AddMixtape_BadSetting_FailsAtStartAndNamesIt(string key, string value, string message)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(key, (string?)value)]).Build();

        var failure = Assert.ThrowsAny<Exception>(() => new ServiceCollection().AddMixtape(configuration));

        Assert.Contains(message, failure.ToString());
    }

    [Theory]
    [InlineData("Blobs:Endpoint", "http://account.blob.core.windows.net", "must be https://ACCOUNT.blob.core.windows.net")]
    [InlineData("Blobs:Container", "Mix Tape", "cannot be a container")]
    [InlineData("Cosmos:Endpoint", "http://account.documents.azure.com", "must be an https:// address")]
    [InlineData("Cosmos:VectorDimensions", "5000", "1 to 4,096 entries")]
    public void AddMixtape_BadStore_FailsAtStartAndNamesIt(string key, string value, string message) =>
        AddMixtape_BadSetting_FailsAtStartAndNamesIt($"Mixtape:{key}", value, message);

    [Theory]
    [InlineData("Mixtape:Blobs:Endpoint", "https://account.blob.core.windows.net")]
    [InlineData("Mixtape:Cosmos:Endpoint", "https://account.documents.azure.com")]
    public void AddMixtape_InAzureWithAStoreOnTheInstance_FailsAtStart(string key, string value)
    {
        using var folder = new TemporaryFolder();
        var configuration = Configuration(("WEBSITE_SITE_NAME", "app"), ("LocalState", folder.Path), (key, value));

        var failure = Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddMixtape(configuration));

        Assert.Contains("set Mixtape__Blobs__Endpoint and Mixtape__Cosmos__Endpoint", failure.Message);
    }

    [Fact]
    public void AddMixtape_InAzureWithBothAccounts_KeepsNothingOnTheInstance()
    {
        using var folder = new TemporaryFolder();
        var configuration = Configuration(
            ("WEBSITE_SITE_NAME", "app"), ("LocalState", folder.Path), ("Mixtape:Blobs:Endpoint", "https://account.blob.core.windows.net"),
            ("Mixtape:Cosmos:Endpoint", "https://account.documents.azure.com"), ("Mixtape:Cosmos:VectorIndex", "DiskAnn"),
            ("Mixtape:SimilarTracks", "Cosmos"));

        using var services = new ServiceCollection().AddLogging().AddMixtape(configuration).BuildServiceProvider();

        Assert.IsType<AzureBlobStore>(services.GetRequiredService<IBlobStore>());
        Assert.Same(services.GetRequiredService<CosmosDocumentStore>(), services.GetRequiredService<IDocumentStore>());
        Assert.IsType<Mixtape.Functions.Serving.CosmosSimilarTracks>(services.GetRequiredService<Mixtape.Functions.Serving.ISimilarTracks>());
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void AddMixtape_WithEveryLogWanted_StillDropsThePathsThatAspNetCoreLogs()
    {
        using var folder = new TemporaryFolder();
        using var services = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new RecordedLogs()))
            .AddMixtape(Configuration(("LocalState", folder.Path)))
            .BuildServiceProvider();
        var loggers = services.GetRequiredService<ILoggerFactory>();

        Assert.False(loggers.CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics").IsEnabled(LogLevel.Information));
        Assert.True(loggers.CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics").IsEnabled(LogLevel.Warning));
        Assert.True(loggers.CreateLogger("Mixtape.Functions.Training").IsEnabled(LogLevel.Information));
    }

    [Fact]
    public void AddMixtape_DamagedDocuments_FailsAtStartAndNamesTheFile()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "documents.db");
        File.WriteAllText(path, new string('x', 10_000));
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("LocalState", (string?)folder.Path)]).Build();

        var failure = Assert.Throws<CorruptDatabaseException>(() => new ServiceCollection().AddMixtape(configuration));

        Assert.Contains(path, failure.Message);
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
}
