using System.Text.Json;
using Spectre.Console;

namespace Mixtape.Cli.Tests;

public sealed class TuneCommandTests : IAsyncLifetime
{
    private const string Done =
        """
        {"id":"t1","status":"completed","stage":"choose","metric":"recall@20","total":4,"winner":2,"saved":true,
         "sample":"Trials ran on a sample.",
         "trials":[
          {"trial":2,"factors":32,"alpha":5,"regularization":0.3,"curve":"linear","seconds":1.25,
           "metrics":{"listeners":9,"ndcg@10":0.25,"recall@20":0.3,"auc":0.9,"coverage@10":1234}},
          {"trial":0,"factors":64,"alpha":5,"regularization":0.3,"curve":"linear","seconds":2,
           "metrics":{"listeners":9,"ndcg@10":0.2,"recall@20":0.2,"auc":0.8,"coverage@10":1000}},
          {"trial":1,"factors":16,"alpha":5,"regularization":0.3,"curve":"linear","seconds":0,"metrics":null,"error":"No \u001bluck."}],
         "popularity":{"listeners":9,"ndcg@10":0.1,"recall@20":0.15,"auc":0.7,"coverage@10":40}}
        """;

    private FakeMixtape _server = null!;

    public async ValueTask InitializeAsync() => _server = await FakeMixtape.StartAsync();

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Tune_Follow_ShowsTrialsBestFirstBesidePopularity()
    {
        _server.On("POST /api/tuning", """{"id":"t1","trials":4,"statusUrl":"x"}""", 202);
        _server.On("GET /api/tuning/t1", """{"id":"t1","status":"running","stage":"count","metric":"recall@20","total":4,"trials":[]}""");
        _server.On("GET /api/tuning/t1", Done);

        var run = await CliRun.Against(_server, "tune", "--factors", "16,32", "--follow");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(
            [
                ["Trial", "Factors", "recall@20", "ndcg@10", "auc", "coverage@10", "Seconds"],
                ["2", "32", "0.3000", "0.2500", "0.9000", "1,234", "1.3"],
                ["0, in force", "64", "0.2000", "0.2000", "0.8000", "1,000", "2.0"],
                ["1", "16", "failed", "failed", "failed", "failed", "0.0"],
                ["popularity", "", "0.1500", "0.1000", "0.7000", "40", ""],
            ],
            Rows(run.Output));
        Assert.Contains("Trial 1 failed: No \uFFFDluck.", run.Output);
        Assert.Contains("Trials ran on a sample.", run.Output);
        Assert.Contains("Trainings start from trial 2 now", run.Output);
        Assert.Equal(2, _server.Requests.Count(request => request == "GET /api/tuning/t1"));
    }

    [Fact]
    public async Task Tune_OnATerminal_RedrawsTheTableAndLeavesTheWholeOne()
    {
        _server.On("POST /api/tuning", """{"id":"t1","trials":4}""", 202);
        _server.On("GET /api/tuning/t1", """{"id":"t1","status":"running","stage":"count","metric":"recall@20","total":4,"trials":[]}""");
        _server.On("GET /api/tuning/t1", Done);
        var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(TextWriter.Synchronized(output)),
        });
        console.Profile.Width = 160;
        console.Profile.Height = 50;

        var code = await CommandLine.RunAsync(
            ["tune", "--follow", "--server", _server.Address.ToString()], new CliContext { Out = console, Error = CliRun.Console(new StringWriter()) });

        Assert.Equal(0, code);
        Assert.Contains("count; 0 of 4 trials, by recall@20", output.ToString());
        Assert.Contains("3 of 4 trials, by recall@20", output.ToString());
        Assert.Contains("Trainings start from trial 2 now", output.ToString());
    }

    [Fact]
    public async Task Tune_Values_AreSentAsLists()
    {
        var sent = new TaskCompletionSource<string>();
        _server.OnBody("POST /api/tuning", sent.SetResult, """{"id":"t1","trials":31}""", 202);

        var run = await CliRun.Against(
            _server, "tune", "--factors", "32, 64", "--alpha", "0.5,10", "--regularization", "0.1", "--exponent", "0,1", "--curve", "linear",
            "--iterations", "5", "--biases", "true,false", "--random", "30", "--seed", "7", "--metric", "auc", "--holdout", "time", "--no-save");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("`mixtape tune --follow`", run.Output);
        Assert.Equal(
            JsonSerializer.Serialize(new
            {
                factors = new[] { 32, 64 },
                iterations = new[] { 5 },
                alpha = new[] { 0.5, 10 },
                regularization = new[] { 0.1 },
                regularizationExponent = new[] { 0, 1 },
                curve = new[] { "linear" },
                biases = new[] { true, false },
                random = 30,
                seed = 7,
                metric = "auc",
                save = false,
                holdoutMethod = "time",
            }),
            await sent.Task);
    }

    [Fact]
    public async Task Tune_NothingGiven_LeavesEverythingToTheServer()
    {
        var sent = new TaskCompletionSource<string>();
        _server.OnBody("POST /api/tuning", sent.SetResult, """{"id":"t1","trials":13}""", 202);

        Assert.Equal(0, (await CliRun.Against(_server, "tune")).Code);
        Assert.Equal("{}", await sent.Task);
    }

    [Fact]
    public async Task Tune_FollowWhileOneRuns_FollowsThatOne()
    {
        _server.On("POST /api/tuning", """{"title":"A tuning is running.","tuning":"t1"}""", 409);
        _server.On("GET /api/tuning/t1", Done.Replace("\"saved\":true", "\"saved\":false"));

        var run = await CliRun.Against(_server, "tune", "--follow");

        Assert.Equal(0, run.Code);
        Assert.Contains("t1 is running already", run.Output);
        Assert.Contains("Trial 2 is the best; it was not saved.", run.Output);
        Assert.Equal(1, (await CliRun.Against(_server, "tune")).Code);
    }

    [Fact]
    public async Task Tune_NothingIsBetter_SaysThatSettingsStay()
    {
        _server.On("POST /api/tuning", """{"id":"t1"}""", 202);
        _server.On("GET /api/tuning/t1", Done.Replace("\"winner\":2,\"saved\":true", "\"winner\":0,\"saved\":false"));

        Assert.Contains("Nothing is better than the settings in force; they stay.", (await CliRun.Against(_server, "tune", "--follow")).Output);
    }

    [Fact]
    public async Task Tune_WhileATrainingRuns_Is1AndSaysSo()
    {
        _server.On("POST /api/tuning", """{"title":"A training is running.","detail":"Wait.","training":"r1"}""", 409);

        var run = await CliRun.Against(_server, "tune", "--follow");

        Assert.Equal(1, run.Code);
        Assert.Contains("A training is running.", run.Error);
    }

    [Fact]
    public async Task Tune_EndsBadly_Is1AndSaysWhy()
    {
        _server.On("POST /api/tuning", """{"id":"t1"}""", 202);
        _server.On("GET /api/tuning/t1", """{"id":"t1","status":"failed","metric":"auc","total":1,"trials":[],"error":"There are no events."}""");

        var run = await CliRun.Against(_server, "tune", "--follow");

        Assert.Equal(1, run.Code);
        Assert.Contains("Tuning t1 failed: There are no events.", run.Error);
    }

    [Fact]
    public async Task Tune_ShowAndReset_TellWhatTrainingsStartFrom()
    {
        _server.On(
            "GET /api/training-defaults", """{"settings":{"factors":32,"curve":"linear","biases":false},"tuning":"t1","trial":3,"metric":"auc","value":0.91234}""");
        _server.On("DELETE /api/training-defaults", """{"settings":{"factors":64}}""");

        var (show, reset) = (await CliRun.Against(_server, "tune", "--show"), await CliRun.Against(_server, "tune", "--reset"));

        Assert.Equal((0, 0), (show.Code, reset.Code));
        Assert.Contains("trial 3 of t1, chosen by auc (0.9123)", show.Output);
        Assert.Contains("  factors 32", show.Output);
        Assert.Contains("  curve linear", show.Output);
        Assert.Contains("  biases false", show.Output);
        Assert.Contains("the server's own settings", reset.Output);
        Assert.Contains("  factors 64", reset.Output);
        Assert.Equal(["GET /api/training-defaults", "DELETE /api/training-defaults"], _server.Requests);
    }

    /// <summary>The cells of the table in the output.</summary>
    private static List<string[]> Rows(string output) =>
    [
        .. output.ReplaceLineEndings("\n").Split('\n').Where(line => line.StartsWith('│') || line.StartsWith('|'))
            .Select(line => line.Trim('│', '|').Split('│', '|').Select(cell => cell.Trim()).ToArray()),
    ];
}
