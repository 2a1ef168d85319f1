using Spectre.Console;

namespace Mixtape.Cli.Rendering;

/// <summary>
/// Text that came from elsewhere, made safe to print: no markup, and nothing that could steer the terminal.
/// </summary>
internal static class PlainText
{
    /// <summary>
    /// Writes one line, never broken to the width of the terminal: addresses and commands stay whole.
    /// </summary>
    public static void WritePlain(this IAnsiConsole console, string text) =>
        console.Profile.Out.Writer.WriteLine(Clean(text));

    public static Text Of(string? text) => new(Clean(text));

    public static string Clean(string? text) =>
        string.Create((text ?? "").Length, text ?? "", static (kept, from) =>
        {
            for (var i = 0; i < kept.Length; i++) kept[i] = char.IsControl(from[i]) ? '\uFFFD' : from[i];
        });
}
