namespace Mixtape.Cli.Tests;

public sealed class QuestionCommandTests : IAsyncLifetime
{
    private FakeMixtape _server = null!;

    public async ValueTask InitializeAsync() => _server = await FakeMixtape.StartAsync();

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Recommend_Tracks_ComeAsATableWithReasons()
    {
        _server.On(
            "GET /api/users/ann/recommendations?count=3&model=als",
            """
            {"listener":"ann","generation":"g1","model":"als","tracks":[
              {"track":"t1","title":"[red]Paper[/] \u001bMoon","artist":"Ada & Bo","score":0.9,
               "reason":{"model":"als","text":"Because you played Tide","because":[{"track":"t9","title":"Tide","share":0.4}]}},
              {"track":"t2","score":0.5,"reason":{"model":"als","because":[{"track":"t9","title":"Tide","share":0.4},{"track":"t8","share":0.2}]}},
              {"track":"t3","score":0.1}]}
            """);

        var run = await CliRun.Against(_server, "recommend", "ann", "--count", "3", "--model", "als");

        Assert.Equal((0, ""), (run.Code, run.Error));
        var rows = Rows(run.Output);
        Assert.Equal(["#", "Title", "Artist", "Why"], rows[0]);
        Assert.Equal(["1", "[red]Paper[/] \uFFFDMoon", "Ada & Bo", "Because you played Tide"], rows[1]);
        Assert.Equal(["2", "t2", "", "Because of Tide, t8"], rows[2]);
        Assert.Equal(["3", "t3", "", ""], rows[3]);
    }

    [Fact]
    public async Task Recommend_UnknownListener_Is1WithTheServersWords()
    {
        _server.On("GET /api/users/a:b/recommendations", """{"title":"There is no such listener.","detail":"Import some listening first."}""", 404);

        var run = await CliRun.Against(_server, "recommend", "a:b");

        Assert.Equal(1, run.Code);
        Assert.Contains("Import some listening first.", run.Error);
    }

    [Theory]
    [InlineData("a/b", "recommend")]
    [InlineData(@"a\b", "recommend")]
    [InlineData("a?b", "weekly", "--now")]
    [InlineData("a#b", "similar-tracks")]
    [InlineData("a\nb", "similar-listeners")]
    [InlineData("", "recommend")]
    [InlineData("a/b", "import", "spotify", "history.zip", "--listener")]
    public async Task AnyCommand_IdThatNoneCanBe_Is2AndSaysWhyWithoutAsking(string id, params string[] command)
    {
        var run = await CliRun.Against(_server, [.. command, id]);

        Assert.Equal(2, run.Code);
        Assert.Matches("The (listener|track)'s id (holds|is missing)", run.Error);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task Recommend_ServerBusyForLong_SaysSoAtOnce()
    {
        _server.On(
            "GET /api/users/ann/recommendations", """{"title":"There is no model yet."}""", 503, retryAfter: "60");

        var run = await CliRun.Against(_server, "recommend", "ann");

        Assert.Equal(1, run.Code);
        Assert.Contains("no model yet", run.Error);
        Assert.Single(_server.Requests);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Recommend_ServerBusyForAMoment_IsAskedAgain(int status)
    {
        _server.On("GET /api/users/ann/recommendations", """{"tracks":[]}""");
        _server.FailNextAsBusy(status);

        Assert.Equal(0, (await CliRun.Against(_server, "recommend", "ann")).Code);
        Assert.Equal(2, _server.Requests.Count);
    }

    [Fact]
    public async Task Recommend_GatewayWithoutAnAnswer_IsNotAskedAgain()
    {
        _server.FailNextAsBusy(504);

        Assert.Equal(1, (await CliRun.Against(_server, "recommend", "ann")).Code);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task Recommend_NoTracks_SaysSo()
    {
        _server.On("GET /api/users/ann/recommendations", """{"tracks":[]}""");
        Assert.Contains("No tracks.", (await CliRun.Against(_server, "recommend", "ann")).Output);
    }

    [Fact]
    public async Task SimilarTracks_Answer_ComesWithLikeness()
    {
        _server.On("GET /api/tracks/t1/similar?count=20", """{"tracks":[{"track":"t2","title":"Tide","artist":"Bo","score":0.87654}]}""");
        var run = await CliRun.Against(_server, "similar-tracks", "t1");
        Assert.Equal(["1", "Tide", "Bo", "0.877"], Rows(run.Output)[1]);
    }

    [Fact]
    public async Task SimilarTracks_ByFeatures_AsksForThem()
    {
        _server.On(
            "GET /api/tracks/t1/similar?count=3&by=features", """{"tracks":[{"track":"t2","title":"Tide","artist":"Bo","score":0.5}]}""");
        var run = await CliRun.Against(_server, "similar-tracks", "t1", "--count", "3", "--by", "features");
        Assert.Equal(["1", "Tide", "Bo", "0.500"], Rows(run.Output)[1]);
    }

    [Fact]
    public async Task SimilarListeners_Answer_ComesWithLikeness()
    {
        _server.On("GET /api/users/ann/similar?count=2", """{"listeners":[{"listener":"bob","score":0.5},{"listener":"cy","score":0.25}]}""");
        var run = await CliRun.Against(_server, "similar-listeners", "ann", "--count", "2");
        Assert.Equal([["Listener", "Likeness"], ["bob", "0.500"], ["cy", "0.250"]], Rows(run.Output));
    }

    [Theory]
    [InlineData("""{"status":"ok","version":"1","generation":"g7","models":["track-features"]}""", "g7", "track-features")]
    [InlineData("""{"status":"ok","version":"1","generation":null,"models":[]}""", "none yet: import listening")]
    [InlineData("""{"status":"damaged","version":"1","generation":null,"models":[]}""", "none can be read")]
    public async Task Status_Whatever_SaysWhatServes(string health, params string[] said)
    {
        _server.On("GET /api/health", health);

        var run = await CliRun.Against(_server, "status");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.All(said, text => Assert.Contains(text, run.Output));
    }

    [Theory]
    [InlineData("weekly", "discover-weekly", "Discover Weekly of ann, 2026-W47")]
    [InlineData("radar", "release-radar", "Release Radar of ann, 2026-W47")]
    public async Task Playlist_Now_BuildsWaitsAndShows(string command, string route, string caption)
    {
        _server.On($"POST /api/{route}", """{"id":"w1","week":"2026-W47","statusUrl":"x"}""", 202);
        _server.On(
            $"GET /api/{route}/w1", """{"id":"w1","week":"2026-W47","status":"running","done":0,"total":2}""");
        _server.On(
            $"GET /api/{route}/w1", """{"id":"w1","week":"2026-W47","status":"completed","done":2,"total":2}""");
        _server.On(
            $"GET /api/users/ann/{route}",
            """{"listener":"ann","week":"2026-W47","builtAt":"2026-11-21T00:00:00Z","tracks":[{"track":"t1","title":"Tide","artist":"Bo","score":1}]}""");

        var run = await CliRun.Against(_server, command, "ann", "--now");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains(caption, run.Output);
        Assert.Contains("Tide", run.Output);
        Assert.Equal(2, _server.Requests.Count(request => request == $"GET /api/{route}/w1"));
    }

    [Theory]
    [InlineData("weekly", "discover-weekly")]
    [InlineData("radar", "release-radar")]
    public async Task Playlist_OfAWeek_AsksForIt(string command, string route)
    {
        _server.On($"GET /api/users/ann/{route}?week=2026-W07", """{"week":"2026-W07","tracks":[]}""");
        Assert.Equal(0, (await CliRun.Against(_server, command, "ann", "--week", "2026-W07")).Code);
    }

    [Fact]
    public async Task Train_Follow_ShowsStagesAndMetricsBesidePopularity()
    {
        _server.On("POST /api/training", """{"id":"r1","statusUrl":"x"}""", 202);
        _server.On("GET /api/training/r1", """{"id":"r1","status":"running","stage":"train","stages":[{"name":"prepare","done":3,"total":3}]}""");
        _server.On(
            "GET /api/training/r1",
            """
            {"id":"r1","status":"completed","stages":[{"name":"prepare","done":3,"total":3},
             {"name":"train","done":10,"total":10,"note":"It went well."}],
             "generation":"g7","published":true,
             "metrics":{"model":{"listeners":1980,"ndcg@10":0.25,"recall@20":0.3},"popularity":{"ndcg@10":0.1,"recall@20":0}}}
            """);

        var run = await CliRun.Against(
            _server, "train", "--follow", "--factors", "32", "--alpha", "1.5", "--seed", "7");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(2, _server.Requests.Count(request => request == "GET /api/training/r1"));
        Assert.Equal([["Metric", "Mixtape", "Popularity", "Ratio"], ["ndcg@10", "0.2500", "0.1000", "2.5x"], ["recall@20", "0.3000", "0.0000", ""]], Rows(run.Output));
        Assert.Contains("of 1,980 listeners", run.Output);
        Assert.Contains("train: It went well.", run.Output);
        Assert.Contains("Generation g7 serves.", run.Output);
    }

    [Fact]
    public async Task Train_Follow_ShowsEachMetricAsItIsBestRead()
    {
        _server.On("POST /api/training", """{"id":"r1"}""", 202);
        _server.On(
            "GET /api/training/r1",
            """
            {"id":"r1","status":"completed","generation":"g7","published":true,
             "metrics":{"model":{"listeners":5,"auc":0.95,"percentileRank":0.0712,"coverage@10":12345,"novelty@10":7.25,"headShare@10":0.5},
                        "popularity":{"auc":0.8,"percentileRank":0.2,"coverage@10":40,"novelty@10":3,"headShare@10":1}}}
            """);

        var run = await CliRun.Against(_server, "train", "--follow");

        Assert.Equal(
            [
                ["auc", "0.9500", "0.8000", ""], ["percentileRank", "7.1 %", "20.0 %", ""], ["coverage@10", "12,345", "40", ""],
                ["novelty@10", "7.3 bits", "3.0 bits", ""], ["headShare@10", "50.0 %", "100.0 %", ""],
            ],
            Rows(run.Output)[1..]);
    }

    [Fact]
    public async Task Train_WithSettings_SendsThemAndNothingElse()
    {
        var bodies = new List<string>();
        _server.OnBody("POST /api/training", bodies.Add, """{"id":"r1","statusUrl":"x"}""", 202);

        var run = await CliRun.Against(
            _server, "train", "--curve", "bm25", "--alpha", "1.5", "--relative-to-listener", "false", "--silence-exponent", "0.3",
            "--propensity-exponent", "0");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(
            ["""{"curve":"bm25","alpha":1.5,"relativeToListener":false,"silenceExponent":0.3,"propensityExponent":0}"""], bodies);
    }

    [Fact]
    public async Task Train_FollowedOverFailures_GoesOnAndTellsTheRequestUnits()
    {
        _server.On("POST /api/training", """{"id":"r1"}""", 202);
        _server.OnBody(
            "GET /api/training/r1", _ => FailNext(), """{"id":"r1","status":"running"}""", 200);
        _server.On("GET /api/training/r1", """{"id":"r1","status":"completed","generation":"g1","published":true,"requestUnits":15800000}""");

        var run = await CliRun.Against(_server, "train", "--follow");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("Publishing its documents took 15,800,000 request units.", run.Output);
        Assert.Equal(6, _server.Requests.Count);

        void FailNext()
        {
            _server.FailNextAsBusy();
            _server.FailNextByBreaking();
            _server.FailNextAsBusy(502);
        }
    }

    [Fact]
    public async Task Train_FollowWhileOneRuns_FollowsThatOne()
    {
        _server.On("POST /api/training", """{"title":"A training is running.","training":"r1"}""", 409);
        _server.On("GET /api/training/r1", """{"id":"r1","status":"completed","generation":"g1","published":false}""");

        var run = await CliRun.Against(_server, "train", "--follow");

        Assert.Equal(0, run.Code);
        Assert.Contains("r1 is running already", run.Output);
        var words = string.Join(' ', run.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("generation g1 is kept and not published: it foresees withheld listening worse than the current", words);
        Assert.Contains("Mixtape__Training__TolerableLoss", words);
        Assert.DoesNotContain("g1 serves", words);
        Assert.Equal(1, (await CliRun.Against(_server, "train")).Code);
    }

    [Theory]
    [InlineData("failed", "out of memory")]
    [InlineData("terminated", "terminated")]
    public async Task Train_EndsBadly_Is1(string status, string expected)
    {
        _server.On("POST /api/training", """{"id":"r1"}""", 202);
        _server.On("GET /api/training/r1", $$"""{"id":"r1","status":"{{status}}","error":"{{expected}}"}""");

        var run = await CliRun.Against(_server, "train", "--follow");

        Assert.Equal(1, run.Code);
        Assert.Contains(expected, run.Error);
    }

    [Fact]
    public async Task Export_PagesOverFailures_AreWrittenInOrder()
    {
        var folder = Directory.CreateTempSubdirectory("mixtape-cli-");
        try
        {
            _server.On("GET /api/users?count=200", """{"listeners":["a","b c"],"next":"b c"}""");
            _server.On("GET /api/users?count=200&after=b%20c", """{"listeners":["d"]}""");
            _server.On("GET /api/users/a/recommendations?count=2&model=popularity", """{"tracks":[{"track":"t1"},{"track":"t2"}]}""");
            _server.On("GET /api/users/b%20c/recommendations?count=2&model=popularity", """{"tracks":[]}""");
            _server.On("GET /api/users/d/recommendations?count=2&model=popularity", """{"tracks":[{"track":"t3"}]}""");
            var file = Path.Combine(folder.FullName, "out.tsv");
            _server.FailNextAsBusy(429);
            _server.FailNextByBreaking();

            var run = await CliRun.Against(
                _server, "export", "recommendations", "--top", "2", "--out", file, "--model", "popularity");

            Assert.Equal((0, ""), (run.Code, run.Error));
            Assert.Equal("a\tt1,t2\nb c\t\nd\tt3\n", await File.ReadAllTextAsync(file));
            Assert.Single(folder.EnumerateFiles());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Export_TrackIdWithAComma_Is1NamesItAndLeavesNoFile()
    {
        var folder = Directory.CreateTempSubdirectory("mixtape-cli-");
        try
        {
            _server.On("GET /api/users", """{"listeners":["a"]}""");
            _server.On("GET /api/users/a/recommendations", """{"tracks":[{"track":"t0"},{"track":"t,1"}]}""");

            var run = await CliRun.Against(
                _server, "export", "recommendations", "--out", Path.Combine(folder.FullName, "out.tsv"));

            Assert.Equal(1, run.Code);
            Assert.Contains("'t,1' holds a comma", run.Error);
            Assert.Contains("another id", run.Error);
            Assert.Empty(folder.EnumerateFiles());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The cells of the table in the output.</summary>
    private static List<string[]> Rows(string output) =>
    [
        .. output.ReplaceLineEndings("\n").Split('\n').Where(line => line.StartsWith('│') || line.StartsWith('|'))
            .Select(line => line.Trim('│', '|').Split('│', '|').Select(cell => cell.Trim()).ToArray()),
    ];
}
