using System.CommandLine;
using Mixtape.Cli.Rendering;
using Spectre.Console;

namespace Mixtape.Cli.Commands;

/// <summary><c>mixtape status</c>: whether the server is up, and what it serves.</summary>
internal static class StatusCommand
{
    public static Command Create(CliContext context)
    {
        var command = new ExampleCommand("status", "Whether Mixtape is up, and what it serves.", "mixtape status");
        command.SetAction(async (parsed, token) =>
        {
            using var client = context.Connect(parsed);
            var health = await client.HealthAsync(token);
            var grid = new Grid().AddColumn().AddColumn();
            Row("Server", client.Server.AbsoluteUri.TrimEnd('/'));
            Row("Status", health.Status);
            Row("Version", health.Version);
            Row("Generation", health.Generation ?? (health.Status == "ok"
                ? "none yet: import listening, then run `mixtape train`"
                : "none can be read: the app's log says why; restore it from a backup, or run `mixtape train`"));
            if (health.Models is { Length: > 0 } models) Row("Networks", string.Join(", ", models));
            context.Out.Write(grid);
            return CommandLine.Success;

            void Row(string name, string? value) => grid.AddRow(PlainText.Of(name), PlainText.Of(value));
        });
        return command;
    }
}
