using Spectre.Console;

namespace Mixtape.Cli.Tests;

/// <summary>One run of the command line, with what it printed.</summary>
internal sealed record CliRun(int Code, string Output, string Error)
{
    public static Task<CliRun> Of(params string[] args) => WithKey(null, args);

    /// <summary>A run with this key in the environment.</summary>
    public static async Task<CliRun> WithKey(string? key, params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var context = new CliContext { Out = Console(output), Error = Console(error), EnvironmentKey = key };
        var code = await CommandLine.RunAsync(args, context);
        return new CliRun(code, output.ToString(), error.ToString());
    }

    public static Task<CliRun> Against(FakeMixtape server, params string[] args) =>
        Of([.. args, "--server", server.Address.ToString()]);

    public static IAnsiConsole Console(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(TextWriter.Synchronized(writer)),
        });
        console.Profile.Width = 160;
        return console;
    }
}
