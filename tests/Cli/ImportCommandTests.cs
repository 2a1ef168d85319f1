using System.Text.Json;
using Mixtape.Music.Listening;

namespace Mixtape.Cli.Tests;

public sealed class ImportCommandTests : IAsyncLifetime
{
    private const string Events = "POST /api/events";
    private const string Tracks = "PUT /api/tracks";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mixtape-cli-");
    private FakeMixtape _server = null!;

    public async ValueTask InitializeAsync() => _server = await FakeMixtape.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Table_ManyRows_ArriveOnceInBatchesOfAThousandFourAtATime()
    {
        var file = Write(
            "plays.txt", string.Concat(Enumerable.Range(0, 12_500).Select(i => $"u{i} t{i % 7} {i + 1}\n")));

        var run = await CliRun.Against(_server, "import", "table", file, "--as-of", "2026-01-02");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("12,500 events", run.Output);
        Assert.Equal(Enumerable.Repeat(1000, 12).Append(500), _server.Batches.Select(batch => batch.Items.Count).OrderDescending());
        Assert.Equal(12_500, _server.Items(Events).Select(item => (string?)item["listener"]).Distinct().Count());
        Assert.InRange(_server.MostInFlight, 1, 4);
        var one = _server.Items(Events).Single(item => (string?)item["listener"] == "u41");
        Assert.Equal(("t6", 42, "stream", 30_000), ((string?)one["track"], (int)one["count"]!, (string?)one["kind"], (int)one["msPlayed"]!));
        Assert.Equal(
            new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero), DateTimeOffset.Parse((string)one["timestamp"]!));
    }

    [Fact]
    public async Task Tracks_WithFeatures_ArriveAsCatalogueEntries()
    {
        var file = Write(
            "tracks.csv", "track_id,track_name,artists,tempo,mood,energy\n1,One,Ann,120.5,glad,0.5\n2,\"Two, too\",Bo,,sad,NaN\n");

        var run = await CliRun.Against(_server, "import", "tracks", file, "--features", "tempo,energy");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("2 tracks from 2 lines", run.Output);
        var tracks = _server.Items(Tracks).OrderBy(track => (string?)track["id"]).ToList();
        Assert.Equal("""{"id":"1","title":"One","artist":"Ann","features":{"energy":0.5,"tempo":120.5}}""", tracks[0].ToJsonString());
        Assert.Equal("""{"id":"2","title":"Two, too","artist":"Bo"}""", tracks[1].ToJsonString());
    }

    [Fact]
    public async Task Tracks_ThatSayMuch_ComeInBatchesThatTheServerTakes()
    {
        string[] names = [.. Enumerable.Range(0, TrackBatch.MaximumFeatures).Select(i => $"{i:d2}".PadRight(ExternalId.MaximumLength, 'é'))];
        var values = string.Join(',', Enumerable.Repeat("0.123456789", names.Length));
        var file = Write(
            "tracks.csv",
            $"id,title,artist,{string.Join(',', names)}\n{string.Concat(Enumerable.Range(0, 200).Select(i => $"{i},One,Ann,{values}\n"))}");

        var run = await CliRun.Against(_server, "import", "tracks", file);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(200, _server.Items(Tracks).Count());
        Assert.All(_server.Batches, batch => Assert.InRange(batch.Items.Sum(item => item!.ToJsonString().Length), 1, 4 << 20));
    }

    [Fact]
    public async Task Table_BusyServerAndBrokenConnections_AreOvercome()
    {
        var file = Write("plays.txt", string.Concat(Enumerable.Range(0, 3_000).Select(i => $"u{i} t\n")));
        _server.FailNextAsBusy();
        _server.FailNextByBreaking();
        _server.FailNextAsBusy(429);
        _server.FailNextAsBusy(504);

        var run = await CliRun.Against(_server, "import", "table", file);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(3_000, _server.Items(Events).Select(item => (string?)item["listener"]).Distinct().Count());
        Assert.Equal(7, _server.Requests.Count);
    }

    [Fact]
    public async Task Table_ServerStaysBusy_GivesUpAndSaysSo()
    {
        for (var i = 0; i < 6; i++) _server.FailNextAsBusy();

        var run = await CliRun.Against(_server, "import", "table", Write("plays.txt", "u t 1"));

        Assert.Equal(1, run.Code);
        Assert.Contains("Busy.", run.Error);
        Assert.Equal(6, _server.Requests.Count);
    }

    [Fact]
    public async Task Table_RefusedBatch_IsNotRepeatedAndEndsTheImport()
    {
        _server.On(Events, """{"title":"1 of 1 events is invalid.","errors":[{"item":0,"field":"count","message":"is too large"}]}""", 400);

        var run = await CliRun.Against(_server, "import", "table", Write("plays.txt", "u t 1"));

        Assert.Equal(1, run.Code);
        Assert.Contains("item 0, count: is too large", run.Error);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task Table_BadLines_AreCountedAndShown()
    {
        var file = Write("plays.csv", "user,track\nu,t\n" + string.Concat(Enumerable.Repeat("u,a/b\n", 12)));

        var run = await CliRun.Against(_server, "import", "table", file);

        Assert.Equal(0, run.Code);
        Assert.Contains("Passed over: 12 lines", run.Output);
        Assert.Contains("plays.csv line 3:", run.Output);
        Assert.DoesNotContain("plays.csv line 13:", run.Output);
        Assert.Single(_server.Items(Events));
    }

    [Fact]
    public async Task Table_OddRows_WhatIsSentTheServerTakes()
    {
        var file = Write(
            "plays.csv",
            "user,track,count,time,msplayed,title,artist\n"
            + "a,t1,1,2020-01-01,40000,Song,\n"
            + "b,t2,1,1999-01-01,40000,Song,Ann\n"
            + "c,t3,1,2999-01-01,40000,Song,Ann\n"
            + "d,t4,100000001,2020-01-01,40000,Song,Ann\n"
            + "e,t5,1,2020-01-01,86400001,Song,Ann\n"
            + $"f,t6,100000000,2020-01-01,86400000,So\u0007ng,{new string('x', 501)}\n");

        var run = await CliRun.Against(_server, "import", "table", file);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("Passed over: 4 lines", run.Output);
        Assert.Contains("plays.csv line 3:", run.Output);
        var (events, eventErrors) = EventBatch.Read(Sent(Events), TimeProvider.System.GetUtcNow());
        var (tracks, trackErrors) = TrackBatch.Read(Sent(Tracks));
        Assert.Empty(eventErrors.Concat(trackErrors));
        Assert.Equal(["a", "f"], events.Select(e => e.Listener));
        Assert.Equal("So ng", Assert.Single(tracks).Title);
    }

    [Fact]
    public async Task Table_StrictWithABadLine_Fails()
    {
        var run = await CliRun.Against(
            _server, "import", "table", Write("plays.csv", "user,track\nu,t\nu,\n"), "--strict");

        Assert.Equal(1, run.Code);
        Assert.Contains("plays.csv line 3:", run.Error);
    }

    [Theory]
    [InlineData("u a/b\n")]
    [InlineData("only-one-field\n")]
    public async Task Table_NoLineReadable_Fails(string text)
    {
        var run = await CliRun.Against(_server, "import", "table", Write("plays.txt", text));
        Assert.Equal(1, run.Code);
        Assert.Contains("No line could be read", run.Error);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task Table_MissingFile_Fails()
    {
        var run = await CliRun.Against(_server, "import", "table", Path.Combine(_folder.FullName, "none"));
        Assert.Equal(1, run.Code);
        Assert.Contains("no file", run.Error);
    }

    [Fact]
    public async Task Table_NamedColumnsAndTitles_SendEachTrackOnce()
    {
        var file = Write(
            "plays.csv", "who,song,n,track name,artist\nu,t,1,Paper Moon,Ada\nv,t,2,Paper Moon,Ada\nv,s,3,Tide,Bo\n");

        var run = await CliRun.Against(_server, "import", "table", file, "--listener", "who", "--count", "n");

        Assert.Equal(0, run.Code);
        Assert.Equal(3, _server.Items(Events).Count());
        Assert.Equal(["Paper Moon", "Tide"], _server.Items(Tracks).Select(track => (string)track["title"]!).Order());
    }

    [Fact]
    public async Task LastFm2k_Folder_SendsArtistsAndPlays()
    {
        Write("artists.dat", "id\tname\turl\n7\tThe Lanterns\thttp://a\n");
        Write("user_artists.dat", "userID\tartistID\tweight\r\n2\t7\t13883\r\n");

        var run = await CliRun.Against(_server, "import", "lastfm-2k", _folder.FullName);

        Assert.Equal(0, run.Code);
        Assert.Equal("""{"id":"7","title":"The Lanterns","artist":"The Lanterns","artistId":"7"}""", _server.Items(Tracks).Single().ToJsonString());
        Assert.Equal(13_883, (int)_server.Items(Events).Single()["count"]!);
    }

    [Fact]
    public async Task Spotify_File_SendsPlaysUnderTheGivenListener()
    {
        var file = Write(
            "Streaming_History_Audio_2024.json",
            """
            [{"ts":"2024-03-01T18:00:00Z","ms_played":201000,"master_metadata_track_name":"Paper Harbour",
              "master_metadata_album_artist_name":"Ada Lumen","spotify_track_uri":"spotify:track:1"},
             {"ts":"2024-03-01T19:00:00Z","ms_played":900000,"master_metadata_track_name":null,"spotify_track_uri":null}]
            """);

        var run = await CliRun.Against(_server, "import", "spotify", file, "--listener", "me");

        Assert.Equal(0, run.Code);
        Assert.Contains("podcasts", run.Output);
        var sent = _server.Items(Events).Single();
        Assert.Equal(("me", "spotify:track:1"), ((string?)sent["listener"], (string?)sent["track"]));
    }

    private byte[] Sent(string route) =>
        JsonSerializer.SerializeToUtf8Bytes(_server.Batches.Single(batch => batch.Route == route).Items);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
