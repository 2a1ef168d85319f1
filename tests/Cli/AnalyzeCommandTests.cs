using System.Text;
using System.Text.Json;

namespace Mixtape.Cli.Tests;

public sealed class AnalyzeCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mixtape-cli-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Analyze_Files_PrintsARowForEachInOrder()
    {
        string[] files = [.. Enumerable.Range(1, 9).Select(i => Write($"tone {i}.wav", Silence(10 * i)))];

        var run = await CliRun.Of(["analyze", .. files]);

        Assert.Equal((0, ""), (run.Code, run.Error));
        var rows = run.Output.Split('\n').Where(line => line.Contains("tone ")).ToArray();
        Assert.Equal(Enumerable.Range(1, 9).Select(i => $"tone {i}.wav"), rows.Select(row => Cells(row)[0]));
        Assert.Equal(["0:10", "1:30"], [Cells(rows[0])[1], Cells(rows[8])[1]]);
        Assert.Equal(
            ["File", "Length", "Tempo", "Key", "Meter", "Loudness", "Peak", "Genre"],
            Cells(run.Output.Split('\n').First(line => line.Contains("Length"))));
        Assert.Equal(["-", "-"], Cells(rows[0])[5..7]); // silence has neither loudness nor a peak
    }

    [Fact]
    public async Task Analyze_DamagedFiles_SaysWhyInTheirRowsAndGoesOn()
    {
        var (fine, text) = (Write("fine.wav", Silence(3)), Write("text.wav", "nothing"u8.ToArray()));

        var run = await CliRun.Of("analyze", text, Path.Combine(_folder.FullName, "none.wav"), _folder.FullName, fine);

        Assert.Equal(1, run.Code);
        Assert.Contains("convert it", run.Output);
        Assert.Contains("There is no such file.", run.Output);
        Assert.Contains("It is a folder", run.Output);
        Assert.Equal("0:03", Cells(run.Output.Split('\n').Single(line => line.Contains("fine.wav")))[1]);
    }

    [Fact]
    public async Task Analyze_Json_PrintsNothingElse()
    {
        var (fine, text) = (Write("fine.wav", Silence(2)), Write("text.wav", "nothing"u8.ToArray()));

        var run = await CliRun.Of("analyze", fine, text, "--json", "--threads", "1");

        Assert.Equal(1, run.Code);
        var files = JsonDocument.Parse(run.Output).RootElement.EnumerateArray().ToArray();
        Assert.Equal([fine, text], files.Select(file => file.GetProperty("file").GetString()));
        Assert.Equal(2, files[0].GetProperty("features").GetProperty("seconds").GetDouble(), 0.01);
        Assert.Equal(JsonValueKind.Null, files[0].GetProperty("problem").ValueKind);
        Assert.Equal(JsonValueKind.Null, files[1].GetProperty("features").ValueKind);
        Assert.Contains("convert it", files[1].GetProperty("problem").GetString());
    }

    [Fact]
    public async Task Analyze_NoFiles_HasTheServerHearWhatItHasNotHeard()
    {
        await using var server = await FakeMixtape.StartAsync();
        server.On("POST /api/audio/analyses", """{"id":"run","statusUrl":"/api/audio/analyses/run"}""", 202);
        foreach (var status in new[]
        {
            """{"id":"run","status":"pending","total":0,"done":0,"heard":0,"known":0,"failed":0,"leftOut":0}""",
            """{"id":"run","status":"running","total":9,"done":4,"heard":3,"known":1,"failed":0,"leftOut":2}""",
            """{"id":"run","status":"completed","total":9,"done":9,"heard":7,"known":1,"failed":1,"leftOut":2}""",
        })
        {
            server.On("GET /api/audio/analyses/run", status);
        }

        var run = await CliRun.Against(server, "analyze");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("9 recordings: 7 heard, 1 known before, 1 that cannot be heard.", run.Output);
        Assert.Contains("Left out: 2 blobs", run.Output);
    }

    [Fact]
    public async Task Analyze_WhileAnotherRunGoes_WaitsForItAndThenForItsOwn()
    {
        await using var server = await FakeMixtape.StartAsync();
        server.On("POST /api/audio/analyses", """{"id":"run","statusUrl":"/api/audio/analyses/run","isNew":false}""", 202);
        server.On("POST /api/audio/analyses", """{"id":"run","statusUrl":"/api/audio/analyses/run","isNew":true}""", 202);
        foreach (var total in new[] { 9, 10 })
        {
            server.On(
                "GET /api/audio/analyses/run",
                $$"""{"id":"run","status":"completed","total":{{total}},"done":9,"heard":1,"known":8,"failed":0,"leftOut":0}""");
        }

        var run = await CliRun.Against(server, "analyze");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("10 recordings", run.Output);
        Assert.DoesNotContain("9 recordings", run.Output);
    }

    [Fact]
    public async Task Analyze_TheServersRunFails_SaysWhy()
    {
        await using var server = await FakeMixtape.StartAsync();
        server.On("POST /api/audio/analyses", """{"id":"run","statusUrl":"/api/audio/analyses/run"}""", 202);
        server.On(
            "GET /api/audio/analyses/run",
            """{"id":"run","status":"failed","total":9,"done":4,"heard":3,"known":1,"failed":0,"leftOut":0,"error":"The disk is full."}""");

        var run = await CliRun.Against(server, "analyze");

        Assert.Equal(1, run.Code);
        Assert.Contains("The disk is full.", run.Error);
    }

    /// <summary>A WAV file of 8,000 samples a second, 8 bits each.</summary>
    private static byte[] Silence(int seconds)
    {
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file, Encoding.ASCII);
        writer.Write("RIFF"u8);
        writer.Write(36 + 8_000 * seconds);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(8_000);
        writer.Write(8_000);
        writer.Write((short)1);
        writer.Write((short)8);
        writer.Write("data"u8);
        writer.Write(8_000 * seconds);
        var samples = new byte[8_000 * seconds];
        Array.Fill(samples, (byte)128);
        writer.Write(samples);
        return file.ToArray();
    }

    private static string[] Cells(string row) => row.Split('│', StringSplitOptions.TrimEntries)[1..^1];

    private string Write(string name, byte[] content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
