using System.CommandLine;

namespace Mixtape.Cli.Tests;

public sealed class CommandLineTests
{
    public static TheoryData<string> Commands => new(
        Leaves(CommandLine.Build(new CliContext { Out = CliRun.Console(new StringWriter()), Error = CliRun.Console(new StringWriter()) }), ""));

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_OfEachCommand_SaysWhatItDoesAndEndsWithAnExample(string command)
    {
        var run = await CliRun.Of([.. command.Split(' '), "--help"]);

        Assert.Equal(0, run.Code);
        Assert.Contains($"Example:\n  mixtape {command}", run.Output.ReplaceLineEndings("\n"));
        Assert.Contains("--server", run.Output);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--nonsense")]
    [InlineData("nonsense")]
    [InlineData("recommend")]
    [InlineData("recommend u --count many")]
    [InlineData("recommend u --count 0")]
    [InlineData("recommend u --model magic")]
    [InlineData("recommend u --server nowhere")]
    [InlineData("recommend u --server ftp://host")]
    [InlineData("similar-tracks t --count 101")]
    [InlineData("similar-tracks t --by colour")]
    [InlineData("similar-listeners u --count 101")]
    [InlineData("weekly u --week 2026-47")]
    [InlineData("weekly u --week 2026-W54")]
    [InlineData("radar")]
    [InlineData("erase")]
    [InlineData("erase a/b --yes")]
    [InlineData("radar u --week last")]
    [InlineData("import")]
    [InlineData("import spotify history.zip")]
    [InlineData("import table")]
    [InlineData("import table plays.txt --as-of yesterday")]
    [InlineData("import audio")]
    [InlineData("analyze --json")]
    [InlineData("analyze a.wav --threads 0")]
    [InlineData("analyze a.wav --threads 100000")]
    [InlineData("train --factors many")]
    [InlineData("train --holdout luck")]
    [InlineData("train --curve steep")]
    [InlineData("train --solver luck")]
    [InlineData("tune --factors many")]
    [InlineData("tune --factors 32,")]
    [InlineData("tune --factors 32.5")]
    [InlineData("tune --alpha 1;2")]
    [InlineData("tune --alpha NaN")]
    [InlineData("tune --regularization 1,Infinity")]
    [InlineData("train --alpha NaN")]
    [InlineData("train --regularization -Infinity")]
    [InlineData("tune --biases maybe")]
    [InlineData("tune --metric luck")]
    [InlineData("tune --random half")]
    [InlineData("tune --show --reset")]
    [InlineData("tune --reset --alpha 3")]
    [InlineData("export recommendations --top 10")]
    [InlineData("export recommendations --out f --top 501")]
    [InlineData("serve --port 70000")]
    [InlineData("plan")]
    [InlineData("plan --listeners 0 --tracks 5")]
    [InlineData("plan --listeners 5 --tracks many")]
    [InlineData("plan --listeners 5 --tracks 5 --blocks worst")]
    public async Task RunAsync_BadArguments_Is2AndPointsToTheHelp(string line)
    {
        var run = await CliRun.Of(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, run.Code);
        Assert.Contains("--help`", run.Error);
        Assert.DoesNotContain('\uFFFD', run.Error);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public async Task RunAsync_NobodyAnswers_Is1AndSaysHowToStartIt()
    {
        // Port 1 is nobody's.
        var run = await CliRun.Of("status", "--server", "http://127.0.0.1:1");

        Assert.Equal(1, run.Code);
        Assert.Equal("No Mixtape answers at http://127.0.0.1:1: start it with `mixtape serve` or pass --server.", run.Error.Trim());
    }

    [Fact]
    public async Task RunAsync_ServerRefusesABatch_PrintsTitleDetailAndItems()
    {
        await using var server = await FakeMixtape.StartAsync();
        server.On(
            "GET /api/health",
            """
            {"title":"2 of 3 events are invalid.","detail":"None has been\naccepted.","status":400,
             "errors":[{"item":0,"field":"listener","message":"is missing"},{"item":2,"field":null,"message":"is \u001b[31mred"},
                       {"item":null,"field":"count","message":"is odd"}]}
            """,
            400,
            "application/problem+json");

        var run = await CliRun.Against(server, "status");

        Assert.Equal(1, run.Code);
        Assert.Equal(
            [
                "2 of 3 events are invalid.", "None has been", "accepted.", "  item 0, listener: is missing",
                "  item 2: is \uFFFD[31mred",
                "  count: is odd",
            ],
            run.Error.Trim().ReplaceLineEndings("\n").Split('\n'));
    }

    [Theory]
    [InlineData(200, "<html>", "--server")]
    [InlineData(200, "null", "--server")]
    [InlineData(502, "<html>", "502")]
    [InlineData(500, "", "500")]
    public async Task RunAsync_AnswerOfSomethingElse_SaysSo(int status, string body, string expected)
    {
        await using var server = await FakeMixtape.StartAsync();
        server.On("GET /api/health", body, status, "text/html");

        var run = await CliRun.Against(server, "status");

        Assert.Equal(1, run.Code);
        Assert.Contains(expected, run.Error);
    }

    [Fact]
    public async Task Status_FreshServer_SaysWhatToDo()
    {
        await using var server = await FakeMixtape.StartAsync();
        server.On("GET /api/health", """{"status":"ok","version":"0.1.0"}""");

        var run = await CliRun.Against(server, "status");

        Assert.Equal(0, run.Code);
        Assert.Contains("0.1.0", run.Output);
        Assert.Contains("mixtape train", run.Output);
    }

    [Fact]
    public async Task Key_Given_IsSentWithEachRequestAndNotPrinted()
    {
        await using var server = await FakeMixtape.StartAsync();
        server.On("GET /api/health", """{"status":"ok","version":"0.1.0"}""");

        var run = await CliRun.Against(server, "status", "--key", "s3cret==");
        Assert.Equal(0, (await CliRun.Against(server, "status")).Code);
        Assert.Equal(0, (await CliRun.WithKey("other", "status", "--server", $"{server.Address}")).Code);
        Assert.Equal(0, (await CliRun.WithKey("other", "status", "--server", $"{server.Address}", "--key", "mine")).Code);

        Assert.Equal(0, run.Code);
        Assert.Equal(["s3cret==", "", "other", "mine"], server.Keys);
        Assert.DoesNotContain("s3cret", run.Output + run.Error);
    }

    [Theory]
    [InlineData(401, "")]
    [InlineData(403, "")]
    [InlineData(401, """{"title":"No key."}""")]
    [InlineData(403, """{"title":"No key.","detail":"Or the wrong one."}""")]
    public async Task Key_Wrong_Is1AndSaysHowToPassOne(int status, string body)
    {
        await using var server = await FakeMixtape.StartAsync();
        server.On("GET /api/health", body, status);

        var run = await CliRun.Against(server, "status", "--key", "wr0ng");

        Assert.Equal(1, run.Code);
        Assert.Contains("Pass --key or set MIXTAPE_KEY", run.Error);
        Assert.Contains("master key", run.Error);
        Assert.DoesNotContain("wr0ng", run.Output + run.Error);
    }

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("schlüssel")]
    [InlineData(" ")]
    [InlineData("")]
    public async Task Key_NoHeaderHolds_Is2AndNotPrinted(string key)
    {
        var run = await CliRun.Of("status", "--key", key);

        Assert.Equal(2, run.Code);
        Assert.Contains("--key must", run.Error);
        if (key.Trim().Length > 0) Assert.DoesNotContain(key, run.Error);
    }

    [Fact]
    public async Task Key_InTheEnvironment_IsShownNeitherByTheHelpNorWhereItIsWrong()
    {
        var help = await CliRun.WithKey("s3cret", "status", "--help");
        var wrong = await CliRun.WithKey("s3cret word", "status");

        Assert.Equal((0, 1), (help.Code, wrong.Code));
        Assert.Contains("MIXTAPE_KEY must", wrong.Error);
        Assert.DoesNotContain("s3cret", help.Output + help.Error + wrong.Output + wrong.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("?x=1")]
    public async Task Server_WithAPath_KeepsIt(string end)
    {
        await using var server = await FakeMixtape.StartAsync();
        server.On("GET /music/box/api/health", """{"status":"ok","version":"0.1.0"}""");

        var run = await CliRun.Of("status", "--server", $"{server.Address}music/box{end}");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("/music/box", run.Output);
    }

    private static IEnumerable<string> Leaves(Command command, string path) => command.Subcommands.Count == 0
        ? [path.Trim()]
        : command.Subcommands.SelectMany(inner => Leaves(inner, $"{path} {inner.Name}"));
}
