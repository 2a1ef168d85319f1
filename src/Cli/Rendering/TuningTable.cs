using System.Globalization;
using Spectre.Console;

namespace Mixtape.Cli.Rendering;

/// <summary>A tuning's trials, best first, with popularity below them. Settings that all trials share have no column.</summary>
internal static class TuningTable
{
    /// <summary>As many rows as fit a small terminal, which cannot scroll while the table is redrawn.</summary>
    public const int RowsWhileRunning = 15;

    private static readonly string[] _alwaysShown = ["ndcg@10", "recall@20", "auc", "coverage@10"];

    private static readonly (string Name, Func<TrialAnswer, object?> Of)[] _settings =
    [
        ("Factors", trial => trial.Factors),
        ("Alpha", trial => trial.Alpha),
        ("Regularization", trial => trial.Regularization),
        ("Exponent", trial => trial.RegularizationExponent),
        ("Curve", trial => trial.Curve),
        ("Iterations", trial => trial.Iterations),
        ("Biases", trial => trial.Biases),
    ];

    /// <summary>The table.</summary>
    /// <param name="tuning">The tuning.</param>
    /// <param name="rows">Trials to show at most.</param>
    public static Table Of(TuningAnswer tuning, int rows = int.MaxValue)
    {
        var settings = _settings.Where(setting => tuning.Trials.Select(setting.Of).Distinct().Skip(1).Any()).ToArray();
        string[] metrics = [tuning.Metric, .. _alwaysShown.Where(name => name != tuning.Metric)];
        var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(PlainText.Clean(Title(tuning))));
        table.AddColumn("Trial");
        foreach (var name in settings.Select(setting => setting.Name).Concat(metrics).Append("Seconds"))
            table.AddColumn(new TableColumn(PlainText.Of(name)).RightAligned());
        foreach (var trial in tuning.Trials.Take(rows))
        {
            table.AddRow(
            [
                PlainText.Of(trial.Trial == 0 ? "0, in force" : $"{trial.Trial}"),
                .. settings.Select(setting => PlainText.Of(Convert.ToString(setting.Of(trial), CultureInfo.InvariantCulture))),
                .. metrics.Select(name => PlainText.Of(trial.Metrics is null ? "failed" : Value(trial.Metrics, name))),
                PlainText.Of(trial.Seconds.ToString("0.0", CultureInfo.InvariantCulture)),
            ]);
        }

        if (tuning.Popularity is { } popularity)
        {
            table.AddRow(
            [
                PlainText.Of("popularity"),
                .. settings.Select(_ => PlainText.Of("")),
                .. metrics.Select(name => PlainText.Of(Value(popularity, name))),
                PlainText.Of(""),
            ]);
        }

        return table;
    }

    private static string Title(TuningAnswer tuning)
    {
        var done = $"{tuning.Trials.Count} of {tuning.Total} trials, by {tuning.Metric}";
        return tuning.Stage is null or "trials" or "choose" ? done : $"{tuning.Stage}; {done}";
    }

    private static string Value(IReadOnlyDictionary<string, double> metrics, string name) =>
        metrics.TryGetValue(name, out var value) ? MetricsTable.Format(name, value) : "";
}
