using System.Xml.Linq;

namespace Mixtape.Cli.Tests;

public sealed class GenresCommandTests : IAsyncLifetime
{
    private const string NoGroups = """{"title":"Not found.","detail":"The generation that serves has no groups of tracks: send audio."}""";

    private static readonly XNamespace _svg = "http://www.w3.org/2000/svg";

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private FakeMixtape _server = null!;

    private string Map => Path.Combine(_folder, "map.svg");

    public async ValueTask InitializeAsync() => _server = await FakeMixtape.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Genres_Answer_ComesAsATable()
    {
        _server.On(
            "GET /api/genres",
            """
            {"genres":[
              {"group":1,"name":"slow [red]folk[/]","tracks":12345,"typical":[
                {"track":"t1","title":"Tide \u001b"},{"track":"t2"},{"track":"t3"},{"track":"t4"}]},
              {"group":0,"name":"dub","tracks":3,"typical":[]}]}
            """);

        var run = await CliRun.Against(_server, "genres");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(
            [["#", "Genre", "Tracks", "Typical"], ["1", "slow [red]folk[/]", "12,345", "Tide \uFFFD, t2, t3"], ["0", "dub", "3", ""]],
            Rows(run.Output));
    }

    [Fact]
    public async Task Genres_OfOne_ShowsItsTracks()
    {
        _server.On(
            "GET /api/genres/slow%20folk/tracks?count=2",
            """{"genre":"slow folk","tracks":[{"track":"t1","title":"Tide","artist":"Bo"},{"track":"t2"}]}""");

        var run = await CliRun.Against(_server, "genres", "slow folk", "--count", "2");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.StartsWith("Typical of slow folk:", run.Output);
        Assert.Equal([["#", "Title", "Artist"], ["1", "Tide", "Bo"], ["2", "t2", ""]], Rows(run.Output));
    }

    [Theory]
    [InlineData("genres")]
    [InlineData("map", "--out", "never.svg")]
    public async Task AnyOfThem_WithoutGroups_Is1WithTheServersWords(params string[] command)
    {
        _server.On("GET /api/genres", NoGroups, 404);
        _server.On("GET /api/map", NoGroups, 404);

        var run = await CliRun.Against(_server, command);

        Assert.Equal(1, run.Code);
        Assert.Contains("send audio", run.Error);
        Assert.False(File.Exists("never.svg"));
    }

    [Fact]
    public async Task Map_Answer_IsDrawnWithTitles()
    {
        _server.On(
            "GET /api/map",
            """
            {"genres":[{"name":"<b>dub</b> & bass","tracks":2},{"name":"folk","tracks":1}],"points":[
              {"track":"t1","title":"</title><script>1</script>","artist":"Bo & Co","x":-1,"y":0,"group":0},
              {"track":"t2","x":0.5,"y":9,"group":0},{"track":"t3","title":"Tide","x":0,"y":0,"group":1},
              {"track":"t4","title":"Of no group","x":0,"y":0,"group":7}]}
            """);
        await File.WriteAllTextAsync(Map, "an older drawing that is longer than nothing");

        var run = await CliRun.Against(_server, "map", "--out", Map);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains($"Drew 4 tracks in 2 groups to {Map}.", run.Output);
        var drawing = XDocument.Load(Map);
        Assert.Equal(
            ["</title><script>1</script> - Bo & Co", "t2", "Tide"],
            drawing.Descendants(_svg + "circle").Select(circle => circle.Element(_svg + "title")!.Value));
        Assert.Equal(["<b>dub</b> & bass", "folk"], drawing.Descendants(_svg + "text").Select(text => text.Value));
        Assert.Empty(drawing.Descendants(_svg + "script"));
        Assert.Equal([Map], Directory.GetFiles(_folder)); // nothing half done is left
    }

    [Fact]
    public async Task Map_InAFolderThatIsNotThere_Is1AndAsksNobody()
    {
        _server.On("GET /api/map", """{"genres":[],"points":[]}""");

        var run = await CliRun.Against(_server, "map", "--out", Path.Combine(_folder, "missing", "map.svg"));

        Assert.Equal(1, run.Code);
        Assert.Contains("make it first, or pass another --out", run.Error);
        Assert.Empty(_server.Requests);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public async Task Map_WhereNoneCanBeWritten_Is1AndLeavesNothing()
    {
        _server.On("GET /api/map", """{"genres":[],"points":[]}""");
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "map.svg")).FullName;

        var run = await CliRun.Against(_server, "map", "--out", folder);

        Assert.Equal(1, run.Code);
        Assert.NotEmpty(run.Error);
        Assert.Equal([folder], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public async Task Map_WithoutAFile_Is2() => Assert.Equal(2, (await CliRun.Against(_server, "map")).Code);

    private static List<string[]> Rows(string output) =>
    [
        .. output.ReplaceLineEndings("\n").Split('\n').Where(line => line.StartsWith('│') || line.StartsWith('|'))
            .Select(line => line.Trim('│', '|').Split('│', '|').Select(cell => cell.Trim()).ToArray()),
    ];
}
