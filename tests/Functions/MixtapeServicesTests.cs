using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
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
}
