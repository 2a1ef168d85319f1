using Spectre.Console;

namespace Mixtape.Cli.Rendering;

/// <summary>The consoles that commands print to.</summary>
internal static class Terminal
{
    private const int RedirectedWidth = 140;

    /// <summary>
    /// A console on a writer: what the terminal can where it is one; else plain text of a fixed width.
    /// </summary>
    public static IAnsiConsole Open(TextWriter writer, bool isRedirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isRedirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = isRedirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (isRedirected) console.Profile.Width = RedirectedWidth;
        return console;
    }
}
