using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Mixtape.Functions.Tests;

public sealed class MixtapeServicesTests
{
    [Theory]
    [InlineData("Mixtape:TimeZone", "Middle/Earth", "Middle/Earth")]
    [InlineData("Mixtape:Training:Model:Factors", "0", "factors must be 1 to 512")]
    [InlineData("Mixtape:Training:Holdout:Fraction", "0.9", "the holdout must be 0 to 0.5")]
    public void AddMixtape_BadSetting_FailsAtStartAndNamesIt(string key, string value, string message)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(key, (string?)value)]).Build();

        var failure = Assert.ThrowsAny<Exception>(() => new ServiceCollection().AddMixtape(configuration));

        Assert.Contains(message, failure.ToString());
    }
}
