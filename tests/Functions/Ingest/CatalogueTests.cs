using Microsoft.Data.Sqlite;
using Mixtape.Functions.Ingest;
using Mixtape.Music.Listening;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Ingest;

public sealed class CatalogueTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Catalogue _catalogue;

    public CatalogueTests() => _catalogue = Catalogue();

    private static Track Measured { get; } = new("t", "Title", "Artist", Features: new Dictionary<string, double> { ["tempo"] = 120 });

    [Fact]
    public async Task PutAsync_EntryThatSaysNothingOfFeatures_KeepsThem()
    {
        await _catalogue.PutAsync([Measured], default);

        // As another instance of the app would, which has not seen features come in.
        await Catalogue().PutAsync([new Track("t", "Other", "Artist"), new Track("u", "Title", "Artist")], default);

        var found = await _catalogue.GetAsync(["t", "u"], default);
        Assert.Equal(("Other", 120.0), (found["t"].Title, found["t"].Features!["tempo"]));
        Assert.Null(found["u"].Features);
    }

    [Fact]
    public async Task PutAsync_TwiceInABatch_KeepsTheLastWithTheFeaturesOfTheFirst()
    {
        await _catalogue.PutAsync([Measured, new Track("t", "Other", "Artist")], default);

        var found = (await _catalogue.GetAsync(["t"], default))["t"];
        Assert.Equal(("Other", 120.0), (found.Title, found.Features!["tempo"]));
    }

    [Fact]
    public async Task PutAsync_NoFeatures_TakesThemAway()
    {
        await _catalogue.PutAsync([Measured], default);

        await _catalogue.PutAsync([Measured with { Features = new Dictionary<string, double>() }], default);

        Assert.Empty((await _catalogue.GetAsync(["t"], default))["t"].Features!);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    private Catalogue Catalogue()
    {
        var documents = new SqliteDocumentStore(Path.Combine(_folder.Path, "documents.db"));
        return new Catalogue(documents, new Releases(documents, new MixtapeOptions(), TimeZoneInfo.Utc, TimeProvider.System));
    }
}
