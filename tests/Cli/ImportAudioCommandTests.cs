using System.Collections.Concurrent;

namespace Mixtape.Cli.Tests;

public sealed class ImportAudioCommandTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mixtape-cli-");
    private readonly ConcurrentDictionary<string, string> _sent = new();
    private FakeMixtape _server = null!;

    public async ValueTask InitializeAsync() => _server = await FakeMixtape.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Audio_Folder_SendsEachFileAsItsTrack()
    {
        Take("one", "夜 2", "three");
        Write("one.wav", "first");
        Write("夜 2.FLAC", "second");
        Write(Path.Combine("below", "three.mp3"), "third");
        Write("cover.jpg", "a picture");

        var run = await ImportAsync();

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(("first", "second", "third"), (_sent["one"], _sent["夜 2"], _sent["three"]));
        Assert.Contains("the audio of 3 tracks", run.Output);
        Assert.Contains("Left out: 1 files that are no audio", run.Output);
        Assert.Equal(3, _server.Requests.Count);
    }

    [Theory]
    [InlineData("sub/a.bin\tone\nb.wav\ttwo\n")]
    [InlineData("file,track\nsub/a.bin,one\n\"b.wav\",two\n")]
    [InlineData("track_id;title;path\none;x;sub/a.bin\ntwo;y;b.wav\n")]
    public async Task Audio_WithATable_SendsTheFilesThatItNames(string table)
    {
        Take("one", "two");
        Write(Path.Combine("sub", "a.bin"), "first");
        Write("b.wav", "second");
        Write("c.wav", "not named");

        var run = await ImportAsync("--map", Write("map.tsv", table));

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(("first", "second"), (_sent["one"], _sent["two"]));
        Assert.Equal(2, _server.Requests.Count);
    }

    [Fact]
    public async Task Audio_WhatCannotBeSent_IsPassedOverAndNamed()
    {
        Take("fine");
        _server.On("PUT /api/tracks/large/audio", """{"title":"The body is too large.","detail":"Compress it."}""", 413);
        foreach (var name in new[] { "fine.wav", "fine.mp3", "large.wav", "a#b.wav" }) Write(name, "x");
        Write("empty.wav", "");
        var table = Write(
            "map.tsv",
            "fine.wav\tfine\nfine.mp3\tfine\nlarge.wav\tlarge\na#b.wav\ta#b\nnone.wav\tnone\n../out.wav\tout\nalone\nempty.wav\tempty\n");

        var run = await ImportAsync("--map", table);

        Assert.Equal(0, run.Code);
        Assert.Equal(["fine"], _sent.Keys);
        Assert.Contains("Passed over: 7:", run.Output);
        foreach (var problem in new[]
        {
            "line 2: 'fine.wav' is of that track already", "large.wav: Compress it.",
            "line 4: the track's id holds '#'",
            "line 5: there is no file 'none.wav'", "line 6: the file lies outside the folder", "line 7: it does not have a file and a track",
            "line 8: the file is empty",
        })
        {
            Assert.Contains(problem, run.Output);
        }
    }

    [Theory]
    [InlineData("a#b.wav", "the track's id holds '#'")]
    [InlineData("large.wav", "Compress it.")]
    public async Task Audio_StrictWithAProblem_Fails(string name, string problem)
    {
        _server.On("PUT /api/tracks/large/audio", """{"title":"The body is too large.","detail":"Compress it."}""", 413);
        Write(name, "x");

        var run = await ImportAsync("--strict");

        Assert.Equal(1, run.Code);
        Assert.Contains(problem, run.Error);
    }

    [Fact]
    public async Task Audio_BusyServerAndBrokenConnections_AreOvercome()
    {
        Take("one", "two");
        Write("one.wav", new string('1', 100_000));
        Write("two.wav", new string('2', 100_000));
        _server.FailNextAsBusy();
        _server.FailNextByBreaking();

        var run = await ImportAsync();

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal((100_000, 100_000), (_sent["one"].Length, _sent["two"].Length));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(401)]
    public async Task Audio_ServerTakesNothing_EndsTheImport(int status)
    {
        for (var i = 0; i < 8; i++) Write($"t{i}.wav", "x");
        for (var i = 0; i < 8; i++) _server.On($"PUT /api/tracks/t{i}/audio", """{"title":"No."}""", status, retryAfter: "0");

        var run = await ImportAsync();

        Assert.Equal(1, run.Code);
        Assert.Contains("No.", run.Error);
    }

    [Fact]
    public async Task Audio_Follow_WaitsAndSaysWhatCouldNotBeHeard()
    {
        Take("one", "two");
        Write("one.wav", "first");
        Write("two.wav", "second");
        _server.On("POST /api/audio/analyses", """{"id":"run","statusUrl":"/api/audio/analyses/run"}""", 202);
        const string Run = "GET /api/audio/analyses/run";
        _server.On(Run, """{"id":"run","status":"running","total":2,"done":1,"heard":1,"known":0,"failed":0,"leftOut":0}""");
        _server.On(Run, """{"id":"run","status":"completed","total":2,"done":2,"heard":1,"known":0,"failed":1,"leftOut":0}""");
        _server.On("GET /api/tracks/one/audio-features", """{"track":"one","state":"analyzed","features":{"seconds":3}}""");
        _server.On("GET /api/tracks/two/audio-features", """{"track":"two","state":"failed","reason":"It is no audio: convert it."}""");

        var run = await ImportAsync("--follow");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("1 heard", run.Output);
        Assert.Contains("two: It is no audio: convert it.", run.Output);
    }

    [Fact]
    public async Task Audio_NoFolderOrNothingInIt_Fails()
    {
        var empty = await ImportAsync();
        var missing = await CliRun.Against(_server, "import", "audio", Path.Combine(_folder.FullName, "none"));

        Assert.Equal((1, 1), (empty.Code, missing.Code));
        Assert.Contains("is it the right folder?", empty.Error);
        Assert.Contains("There is no folder", missing.Error);
        Assert.Empty(_server.Requests);
    }

    private void Take(params string[] tracks)
    {
        foreach (var track in tracks)
        {
            _server.OnBody(
                $"PUT /api/tracks/{Uri.EscapeDataString(track)}/audio", body => _sent[track] = body,
                """{"track":"t","bytes":5,"contentHash":"h","statusUrl":"u"}""", 202);
        }
    }

    private Task<CliRun> ImportAsync(params string[] options) =>
        CliRun.Against(_server, ["import", "audio", _folder.FullName, .. options]);

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }
}
