using System.CommandLine;
using Mixtape.Cli.Rendering;
using Spectre.Console;

namespace Mixtape.Cli.Commands;

/// <summary><c>mixtape erase</c>: lets a listener leave.</summary>
internal static class EraseCommand
{
    public static Command Create(CliContext context)
    {
        var listener = Options.Listener();
        var yes = new Option<bool>("--yes") { Description = "Do not ask first." };
        var command = new ExampleCommand(
            "erase",
            "Erases a listener: their events, playlists and all else that is stored of them. To do so again, after a failure too, is always "
            + "right. Takes the server's master key.", "mixtape erase listener-0001")
        {
            listener,
            yes,
        };
        command.SetAction(async (parsed, token) =>
        {
            var id = parsed.GetRequiredValue(listener);
            if (!parsed.GetValue(yes) && !await IsMeantAsync(context.Out, id, token))
            {
                context.Out.WritePlain("Nothing was erased.");
                return CommandLine.Success;
            }

            using var client = context.Connect(parsed, patient: true);
            var erasure = await client.EraseAsync(id, token);
            var done = await new RunFollower(client, context.Out, context.Time).ErasureAsync(erasure.Id, token);
            context.Out.WritePlain(
                $"{id} is erased: taken out of {done.Batches:n0} batches of events, and {done.Documents:n0} other documents are deleted.");
            if (done.Remains is { } remains) context.Out.WritePlain(remains);
            return CommandLine.Success;
        });
        return command;
    }

    /// <exception cref="CliException">There is nobody to ask.</exception>
    private static Task<bool> IsMeantAsync(IAnsiConsole console, string listener, CancellationToken token)
    {
        if (!console.Profile.Capabilities.Interactive)
            throw new CliException("Erasing cannot be undone, and there is nobody to ask here: say --yes if it is meant.");
        var question = new ConfirmationPrompt(Markup.Escape($"Erase all that is known of {PlainText.Clean(listener)}? This cannot be undone."))
        {
            DefaultValue = false,
        };
        return question.ShowAsync(console, token);
    }
}
