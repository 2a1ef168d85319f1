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

    // Of these, so many times as much is not so many times as good.
    private static readonly string[] _notToBeDivided = ["auc", "percentileRank", "coverage@10", "novelty@10", "headShare@10"];

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
            var baseline = metrics.Popularity?.TryGetValue(name, out var found) == true ? found : (double?)null;
            var ratio = baseline > 0 && !_notToBeDivided.Contains(name);
            table.AddRow(
                PlainText.Of(name),
                PlainText.Of(Format(name, value)),
                PlainText.Of(baseline is null ? "" : Format(name, baseline.Value)),
                PlainText.Of(ratio ? (value / baseline!.Value).ToString("0.0x", CultureInfo.InvariantCulture) : ""));
        }

        console.Write(table);
    }

    /// <summary>A metric's value as its kind is best read.</summary>
    public static string Format(string name, double value) => name switch
    {
        "coverage@10" => value.ToString("n0", CultureInfo.InvariantCulture),
        "novelty@10" => value.ToString("0.0 bits", CultureInfo.InvariantCulture),
        "percentileRank" or "headShare@10" => value.ToString("0.0 %", CultureInfo.InvariantCulture),
        _ => value.ToString("0.0000", CultureInfo.InvariantCulture),
    };
}
