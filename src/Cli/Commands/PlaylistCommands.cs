using System.CommandLine;
using System.Text.RegularExpressions;
using Mixtape.Cli.Rendering;

namespace Mixtape.Cli.Commands;

/// <summary><c>mixtape weekly</c> and <c>mixtape radar</c>: a listener's playlists of the week.</summary>
internal static partial class PlaylistCommands
{
    public static Command CreateWeekly(CliContext context) => Create(
        context, PlaylistKind.DiscoverWeekly, "weekly", "A listener's Discover Weekly.", "mixtape weekly listener-0001 --now");

    public static Command CreateRadar(CliContext context) => Create(
        context, PlaylistKind.ReleaseRadar, "radar",
        "A listener's Release Radar: what came out lately by artists that they follow or play, and by others that suit them.",
        "mixtape radar listener-0001 --now");

    public static async Task ShowAsync(
        MixtapeClient client, CliContext context, PlaylistKind kind, string listener, string? week, CancellationToken token)
    {
        var answer = await client.PlaylistAsync(kind, listener, week, token);
        TrackTable.Write(context.Out, $"{kind.Title} of {listener}, {answer.Week}:", answer.Tracks);
    }

    private static ExampleCommand Create(CliContext context, PlaylistKind kind, string name, string description, string example)
    {
        var listener = Options.Listener();
        var now = new Option<bool>("--now") { Description = "Build this week's playlists first, for everybody." };
        var week = new Option<string?>("--week")
        {
            Description = "Which week, such as 2026-W47; this one where not given.",
            HelpName = "week",
        };
        week.Validators.Add(result =>
        {
            if (result.Tokens is [var text] && !IsoWeek().IsMatch(text.Value)) result.AddError(
                "--week must look like 2026-W47.");
        });
        var command = new ExampleCommand(name, description, example)
        {
            listener,
            now,
            week,
        };
        command.SetAction(async (parsed, token) =>
        {
            using var client = context.Connect(parsed);
            if (parsed.GetValue(now))
            {
                var run = await client.StartPlaylistsAsync(kind, token);
                await new RunFollower(client, context.Out, context.Time).PlaylistsAsync(kind, run.Id, token);
            }

            await ShowAsync(client, context, kind, parsed.GetRequiredValue(listener), parsed.GetValue(week), token);
            return CommandLine.Success;
        });
        return command;
    }

    [GeneratedRegex(@"^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$")]
    private static partial Regex IsoWeek();
}
