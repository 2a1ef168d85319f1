using System.Text.RegularExpressions;

namespace Mixtape.Cli.Tests;

public sealed partial class PlanCommandTests
{
    private static string Document => Path.Combine(RepositoryRoot(), "docs", "deploy.md");

    [Fact]
    public async Task Plan_OfASmallSize_FitsAndNamesWhatItAssumes()
    {
        var run = await CliRun.Of("plan", "--listeners", "10000", "--tracks", "50000", "--instances", "4");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("10.0 k listeners x 50.0 k tracks, 2.00 M pairs, 8.00 M events a year", run.Output);
        Assert.Contains("Prices: list prices", run.Output);
        Assert.DoesNotContain("does not fit", run.Output);
    }

    [Fact]
    public async Task Plan_OfAHugeSize_SaysWhatDoesNotFit()
    {
        var run = await CliRun.Of("plan", "--listeners", "286000000", "--tracks", "30000000", "--instances", "1000");

        Assert.Equal(0, run.Code);
        Assert.Matches(@"tracks in the memory of who answers .* does not fit", run.Output);
    }

    [Fact]
    public async Task Plan_GivenPairsAndEvents_TakesThem()
    {
        var run = await CliRun.Of(
            "plan", "--listeners", "1000", "--tracks", "2000", "--pairs", "50000", "--events", "70000", "--factors", "32");

        Assert.Contains("1,000 listeners x 2,000 tracks, 50.0 k pairs, 70.0 k events a year, 32 factors,", run.Output);
    }

    /// <summary>What the document shows after a line <c>$ mixtape plan ...</c> is what the command prints.</summary>
    [Fact]
    public async Task Document_EachRunThatItShows_IsWhatIsPrinted()
    {
        var text = (await File.ReadAllTextAsync(Document)).ReplaceLineEndings("\n");
        var shown = ShownRun().Matches(text);

        Assert.NotEmpty(shown);
        foreach (Match match in shown)
        {
            var run = await CliRun.Of(["plan", .. match.Groups[1].Value.Split(' ')]);
            Assert.Equal(Trimmed(run.Output), Trimmed(match.Groups[2].Value));
        }
    }

    /// <summary>Each cell of a table of sizes is in what its column's command prints; the commands stand above the table.</summary>
    [Fact]
    public async Task Document_TablesOfSizes_AreWhatIsPrinted()
    {
        var text = (await File.ReadAllTextAsync(Document)).ReplaceLineEndings("\n");
        var tables = TableOfSizes().Matches(text);
        Assert.NotEmpty(tables);
        foreach (Match table in tables)
        {
            var outputs = new List<string>();
            foreach (var line in table.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                outputs.Add((await CliRun.Of(line.Split(' ')[1..])).Output);

            foreach (var row in table.Groups[2].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var cells = row.Trim('|').Split('|', StringSplitOptions.TrimEntries);
                Assert.Equal(outputs.Count + 1, cells.Length);
                for (var i = 0; i < outputs.Count; i++)
                    Assert.True(outputs[i].Contains(cells[i + 1]), $"{cells[0]}: {cells[i + 1]} is not in\n{outputs[i]}");
            }
        }
    }

    private static string Trimmed(string text) =>
        string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())).Trim();

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Functions.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex(@"^\$ mixtape plan (.+)\n([\s\S]*?)^```", RegexOptions.Multiline)]
    private static partial Regex ShownRun();

    [GeneratedRegex(@"```sh\n((?:mixtape plan .+\n)+)```\n\n\|.*\n\|.*\n((?:\|.*\n)+)", RegexOptions.None)]
    private static partial Regex TableOfSizes();
}
