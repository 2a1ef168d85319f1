using System.CommandLine;
using System.Text;
using Mixtape.Cli.Rendering;
using Spectre.Console;

namespace Mixtape.Cli.Commands;

/// <summary><c>mixtape export recommendations</c>: everybody's recommendations, to a file.</summary>
internal static class ExportCommand
{
    private const int PageSize = 200;
    private const int InFlight = 8;

    public static Command Create(CliContext context)
    {
        var top = Options.Within(
            new Option<int>("--top") { Description = "How many tracks per listener, 1 to 500.", DefaultValueFactory = _ => 100 }, 1, 500);
        var file =
            new Option<string>("--out") { Description = "The file to write.", HelpName = "file", Required = true };
        var model = Options.Model();
        var recommendations = new ExampleCommand(
            "recommendations",
            "Writes one line per listener: the id, a tab, and the ids of the tracks with commas between. An id that holds a comma itself "
            + "ends the export, without a file.",
            "mixtape export recommendations --top 100 --out recommendations.tsv")
        {
            top,
            file,
            model,
        };
        recommendations.SetAction(async (parsed, token) =>
        {
            using var client = context.Connect(parsed, patient: true);
            var path = parsed.GetRequiredValue(file);
            var listeners = await WriteAsync(client, path, parsed.GetValue(top), parsed.GetValue(model), token);
            context.Out.WritePlain($"Wrote the recommendations of {listeners:n0} listeners to {path}.");
            return CommandLine.Success;
        });
        return new ExampleCommand("export", "Writes what Mixtape knows to a file.") { recommendations };
    }

    private static async Task<long> WriteAsync(
        MixtapeClient client, string path, int top, string? model, CancellationToken token)
    {
        // Under another name until it is whole.
        var partial = path + ".partial";
        var written = 0L;
        try
        {
            await using (var writer = new StreamWriter(partial, append: false, new UTF8Encoding(false)) { NewLine = "\n" })
            {
                string? after = null;
                do
                {
                    var page = await client.ListenersAsync(after, PageSize, token);
                    var lines = new string[page.Listeners.Count];
                    await Parallel.ForAsync(
                        0,
                        lines.Length,
                        new ParallelOptions { MaxDegreeOfParallelism = InFlight, CancellationToken = token },
                        async (i, stop) => lines[i] = await LineAsync(client, page.Listeners[i], top, model, stop));
                    foreach (var line in lines) await writer.WriteLineAsync(line.AsMemory(), token);
                    written += lines.Length;
                    after = page.Next;
                }
                while (after is not null);
            }

            File.Move(partial, path, overwrite: true);
            return written;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static async Task<string> LineAsync(
        MixtapeClient client, string listener, int top, string? model, CancellationToken token)
    {
        var answer = await client.RecommendationsAsync(listener, top, model, token);
        if (answer.Tracks.FirstOrDefault(track => track.Track.Contains(',')) is { } odd)
        {
            throw new CliException(
                $"The track id '{odd.Track}' holds a comma, which the file cannot carry between its own: import that track under "
                + "another id, or ask for each listener by GET /api/users/{listener}/recommendations.");
        }

        return $"{listener}\t{string.Join(',', answer.Tracks.Select(track => track.Track))}";
    }
}
