namespace Mixtape.Cli.Tests;

public sealed class EraseCommandTests : IAsyncLifetime
{
    private FakeMixtape _server = null!;

    public async ValueTask InitializeAsync() => _server = await FakeMixtape.StartAsync();

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Erase_Meant_WaitsForTheEndAndTellsWhatWasDoneAndWhatRemains()
    {
        _server.On("DELETE /api/users/ann%20b", """{"id":"e1","statusUrl":"/api/erasures/e1","remains":"Soon."}""", 202);
        _server.On("GET /api/erasures/e1", """{"id":"e1","status":"running","batches":2,"documents":0,"waitsFor":"t1","remains":"Soon."}""");
        _server.On("GET /api/erasures/e1", """{"id":"e1","status":"completed","batches":1200,"documents":31,"remains":"Not yet the vector."}""");

        var run = await CliRun.Against(_server, "erase", "ann b", "--yes");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("ann b is erased: taken out of 1,200 batches of events, and 31 other documents are deleted.", run.Output);
        Assert.Contains("Not yet the vector.", run.Output);
        Assert.Equal(["DELETE /api/users/ann%20b", "GET /api/erasures/e1", "GET /api/erasures/e1"], _server.Requests);
    }

    [Fact]
    public async Task Erase_WithNobodyToAsk_ErasesNothingAndSaysHow()
    {
        var run = await CliRun.Against(_server, "erase", "ann");

        Assert.Equal(1, run.Code);
        Assert.Contains("say --yes if it is meant", run.Error);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task Erase_Fails_Is1AndSaysWhy()
    {
        _server.On("DELETE /api/users/ann", """{"id":"e1"}""", 202);
        _server.On("GET /api/erasures/e1", """{"id":"e1","status":"failed","batches":0,"documents":0,"error":"A store is not available."}""");

        var run = await CliRun.Against(_server, "erase", "ann", "--yes");

        Assert.Equal(1, run.Code);
        Assert.Contains("The erasure failed: A store is not available.", run.Error);
    }
}
