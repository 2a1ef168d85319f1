using System.CommandLine;
using System.Globalization;
using Mixtape.Cli.Rendering;
using Spectre.Console;

namespace Mixtape.Cli.Commands;

/// <summary><c>mixtape similar-tracks</c> and <c>mixtape similar-listeners</c>.</summary>
internal static class SimilarCommands
{
    public static Command CreateTracks(CliContext context)
    {
        var track = Options.Track();
        var count = Options.Count(20, 100);
        var by = new Option<string?>("--by")
        {
            Description = "What makes tracks alike: listening (that the same people play them), features (what was measured of them), or audio "
                + "(what they sound like).",
            HelpName = "what",
        };
        by.AcceptOnlyFromAmong("listening", "features", "audio");
        var command = new ExampleCommand(
            "similar-tracks", "Tracks that the same listeners like, whose features are alike, or that sound alike.", "mixtape similar-tracks track-00042")
        {
            track,
            count,
            by,
        };
        command.SetAction(async (parsed, token) =>
        {
            using var client = context.Connect(parsed);
            var id = parsed.GetRequiredValue(track);
            var answer = await client.SimilarTracksAsync(id, parsed.GetValue(count), parsed.GetValue(by), token);
            TrackTable.Write(context.Out, $"Like {id}:", answer.Tracks);
            return CommandLine.Success;
        });
        return command;
    }

    public static Command CreateListeners(CliContext context)
    {
        var listener = Options.Listener();
        var count = Options.Count(20, 100);
        var command = new ExampleCommand(
            "similar-listeners", "Listeners with a like taste.", "mixtape similar-listeners listener-0001")
        {
            listener,
            count,
        };
        command.SetAction(async (parsed, token) =>
        {
            using var client = context.Connect(parsed);
            var id = parsed.GetRequiredValue(listener);
            var answer = await client.SimilarListenersAsync(id, parsed.GetValue(count), token);
            var table = new Table().Border(TableBorder.Rounded).AddColumns("Listener", "Likeness");
            foreach (var other in answer.Listeners)
            {
                table.AddRow(PlainText.Of(other.Listener), PlainText.Of(other.Score.ToString("0.000", CultureInfo.InvariantCulture)));
            }

            context.Out.WritePlain($"Like {id}:");
            context.Out.Write(table);
            return CommandLine.Success;
        });
        return command;
    }
}
