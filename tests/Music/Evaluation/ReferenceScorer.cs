using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace Mixtape.Music.Tests.Evaluation;

/// <summary>The data and the scorer that lie beside the repository; tests skip where they do not.</summary>
internal static class ReferenceScorer
{
    private static readonly string _shared = Path.GetFullPath(Path.Combine(RepositoryRoot(), "..", "shared"));

    /// <summary>The unrounded scores of lists, by the scorer's names.</summary>
    /// <param name="lists">Each listener's list, best first.</param>
    /// <param name="wanted">Each listener's held-out tracks.</param>
    public static async Task<Dictionary<string, double>> ScoreAsync(
        IEnumerable<(string Listener, IEnumerable<string> Tracks)> lists, IEnumerable<(string Listener, string Track)> wanted)
    {
        const string Unrounded = "import sys; sys.path.insert(0, sys.argv[1]); import json, score; score.round = lambda value, places: value; "
            + "print(json.dumps(score.score(score.ranked(sys.argv[2]), score.interactions(sys.argv[3]), {})))";
        Assert.SkipUnless(File.Exists(Path.Combine(_shared, "score.py")), "The reference scorer is not beside the repository (../shared/score.py).");
        var folder = Directory.CreateTempSubdirectory("mixtape-score-");
        try
        {
            var (listFile, testFile) = (Path.Combine(folder.FullName, "lists.tsv"), Path.Combine(folder.FullName, "test.tsv"));
            await File.WriteAllLinesAsync(listFile, lists.Select(list => $"{list.Listener}\t{string.Join(',', list.Tracks)}"));
            await File.WriteAllLinesAsync(testFile, wanted.Select(pair => $"{pair.Listener} {pair.Track} 1"));
            using var python = Start(["-B", "-c", Unrounded, _shared, listFile, testFile]);
            var output = await python.StandardOutput.ReadToEndAsync();
            await python.WaitForExitAsync();
            Assert.Equal(0, python.ExitCode);
            return JsonSerializer.Deserialize<Dictionary<string, double>>(output)!;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A part of the fixed split of HetRec Last.fm: train, test, subtrain or valid.</summary>
    public static List<(string Listener, string Track, float Plays)> ReadLastFm(string part)
    {
        var path = Path.Combine(_shared, "data", "lastfm-2k", "split", $"{part}.tsv.gz");
        Assert.SkipUnless(File.Exists(path), "The Last.fm split is not beside the repository (../shared/data/lastfm-2k/split).");
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var rows = new List<(string, string, float)>();
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split('\t');
            rows.Add((cells[0], cells[1], float.Parse(cells[2], CultureInfo.InvariantCulture)));
        }

        return rows;
    }

    private static Process Start(string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("python3", arguments) { RedirectStandardOutput = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no python3.");
            throw;
        }
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Functions.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
