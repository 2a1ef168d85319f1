using System.CommandLine;
using System.Text.RegularExpressions;
using Mixtape.Cli.Rendering;

namespace Mixtape.Cli.Commands;

/// <summary><c>mixtape weekly</c>: a listener's Discover Weekly.</summary>
internal static partial class WeeklyCommand
{
    public static Command Create(CliContext context)
    {
        var listener = Options.Listener();
        var now = new Option<bool>("--now") { Description = "Build this week's playlists first, for everybody." };
        var week = new Option<string?>("--week") { Description = "Which week, such as 2026-W47; this one where not given.", HelpName = "week" };
        week.Validators.Add(result =>
        {
            if (result.Tokens is [var text] && !IsoWeek().IsMatch(text.Value)) result.AddError(
                "--week must look like 2026-W47.");
        });
        var command = new ExampleCommand(
            "weekly", "A listener's Discover Weekly.", "mixtape weekly listener-0001 --now")
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
                var run = await client.StartWeeklyAsync(token);
                await new RunFollower(client, context.Out, context.Time).WeeklyAsync(run.Id, token);
            }

            await ShowAsync(client, context, parsed.GetRequiredValue(listener), parsed.GetValue(week), token);
            return CommandLine.Success;
        });
        return command;
    }

    public static async Task ShowAsync(
        MixtapeClient client, CliContext context, string listener, string? week, CancellationToken token)
    {
        var answer = await client.WeeklyAsync(listener, week, token);
        TrackTable.Write(context.Out, $"Discover Weekly of {listener}, {answer.Week}:", answer.Tracks);
    }

    [GeneratedRegex(@"^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$")]
    private static partial Regex IsoWeek();
}
