using System.Globalization;
using Spectre.Console;

namespace Mixtape.Cli.Rendering;

/// <summary>
/// How well a model foresees withheld listening, beside recommending the most popular tracks to everybody.
/// </summary>
internal static class MetricsTable
{
    // Stands among the metrics, but says how many listeners they were measured on.
    private const string Listeners = "listeners";

    public static void Write(IAnsiConsole console, MetricsAnswer? metrics)
    {
        if (metrics?.Model is not { Count: > 0 } model)
        {
            console.WritePlain("No holdout metrics: there was too little listening to withhold some.");
            return;
        }

        var of = model.TryGetValue(Listeners, out var listeners) ? $" of {listeners:n0} listeners" : "";
        console.WritePlain($"How well it foresees listening{of} that was withheld from it:");
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Metric", "Mixtape", "Popularity", "Ratio");
        for (var column = 1; column < 4; column++) table.Columns[column].RightAligned();
        foreach (var (name, value) in model.Where(metric => metric.Key != Listeners))
        {
            var baseline = metrics.Popularity?.GetValueOrDefault(name);
            table.AddRow(
                PlainText.Of(name),
                PlainText.Of(value.ToString("0.0000", CultureInfo.InvariantCulture)),
                PlainText.Of(baseline?.ToString("0.0000", CultureInfo.InvariantCulture)),
                PlainText.Of(baseline > 0 ? (value / baseline.Value).ToString("0.0x", CultureInfo.InvariantCulture) : ""));
        }

        console.Write(table);
    }
}
