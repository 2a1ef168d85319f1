using Spectre.Console;

namespace Mixtape.Cli.Rendering;

/// <summary>Errors in plain words.</summary>
internal static class ErrorText
{
    private const int ItemsShown = 10;

    public static void Write(IAnsiConsole console, Exception error)
    {
        foreach (var line in Lines(error).SelectMany(text => text.ReplaceLineEndings("\n").Split('\n'))) console.WritePlain(line);
    }

    private static IEnumerable<string> Lines(Exception error)
    {
        if (error is not MixtapeServerException { Problem: var problem }) return [error.Message];

        var lines = new List<string>();
        if (problem.Title is not null) lines.Add(problem.Title);
        if (problem.Detail is not null && problem.Detail != problem.Title) lines.Add(problem.Detail);
        var items = problem.Errors ?? [];
        lines.AddRange(items.Take(ItemsShown).Select(Describe));
        if (items.Count > ItemsShown) lines.Add($"  and {items.Count - ItemsShown} more.");
        return lines;
    }

    private static string Describe(ItemProblem item) => (item.Item, item.Field) switch
    {
        (null, null) => $"  {item.Message}",
        (null, { } field) => $"  {field}: {item.Message}",
        ({ } number, null) => $"  item {number}: {item.Message}",
        ({ } number, { } field) => $"  item {number}, {field}: {item.Message}",
    };
}
