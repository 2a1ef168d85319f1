using System.Runtime.CompilerServices;

namespace Mixtape.Functions.Tests.Telemetry;

/// <summary>The tables of <c>docs/observability.md</c>.</summary>
internal static class ObservabilityDocument
{
    /// <summary>The rows that say of an instrument what it is.</summary>
    public static IReadOnlyList<DocumentedInstrument> Instruments { get; } =
        [.. Rows("meter").Select(cells => new DocumentedInstrument(
            cells[0], Name(cells[1]), cells[2], Name(cells[3]),
            [.. cells[4].Split(';', StringSplitOptions.RemoveEmptyEntries).Select(tag => Name(tag.Split(':')[0]))], cells[5]))];

    /// <summary>The names of tags of spans.</summary>
    public static IReadOnlyList<string> SpanTags { get; } =
        [.. Rows("source").SelectMany(cells => cells[2].Split('`').Where((_, i) => i % 2 == 1))];

    private static IEnumerable<string[]> Rows(string firstHeading)
    {
        var lines = File.ReadAllLines(Locate());
        return lines.SkipWhile(line => !line.StartsWith($"| {firstHeading} |", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray());
    }

    private static string Name(string cell) => cell.Trim().Trim('`');

    private static string Locate([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/observability.md"));
}

/// <summary>A row.</summary>
internal sealed record DocumentedInstrument(string Meter, string Name, string Kind, string Unit, string[] Tags, string Says);
