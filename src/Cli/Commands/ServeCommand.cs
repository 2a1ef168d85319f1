using System.CommandLine;

namespace Mixtape.Cli.Commands;

/// <summary><c>mixtape serve</c>: runs the app in the foreground.</summary>
internal static class ServeCommand
{
    public static Command Create(CliContext context)
    {
        var port = Options.Port(7071);
        var state = new Option<string?>("--state")
        {
            Description = "The folder that keeps everything between runs; .mixtape in the current folder where not given.",
            HelpName = "dir",
        };
        var command = new ExampleCommand(
            "serve", "Runs Mixtape on this machine until Ctrl-C.", "mixtape serve --port 7071 --state ~/mixtape")
        {
            port,
            state,
        };
        command.SetAction(async (parsed, token) =>
        {
            await using var app = AppProcess.Start(parsed.GetValue(port), parsed.GetValue(state), output: null);
            var code = await app.WaitAsync(token);
            return code == 0 || token.IsCancellationRequested
                ? CommandLine.Success
                : throw new CliException($"Mixtape ended with code {code}: what it printed above says why.");
        });
        return command;
    }
}
