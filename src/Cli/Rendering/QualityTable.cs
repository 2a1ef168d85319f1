using System.Globalization;
using Mixtape.Learning.Autoencoders;
using Spectre.Console;

namespace Mixtape.Cli.Rendering;

/// <summary>How well an autoencoder restores rows that it was not trained on, beside principal components of the same width.</summary>
internal static class QualityTable
{
    public static void Write(IAnsiConsole console, TrainedAutoencoder trained)
    {
        var quality = trained.Validation;
        console.WritePlain(
            $"Trained on {trained.TrainingRows:n0} rows; epoch {trained.BestEpoch} of {trained.Epochs.Count} was the best. Variance "
            + $"explained of {quality.Rows:n0} other rows, where the mean explains none:");
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Column", "Scaling", "Error", "Explained", "By PCA");
        for (var column = 2; column < 5; column++) table.Columns[column].RightAligned();
        for (var i = 0; i < quality.Columns.Count; i++)
        {
            var column = quality.Columns[i];
            table.AddRow(
                PlainText.Of(column.Name),
                PlainText.Of(trained.Scaler.Columns[i].Kind.ToString().ToLowerInvariant()),
                PlainText.Of(double.IsNaN(column.Error) ? "" : column.Error.ToString("0.####", CultureInfo.InvariantCulture)),
                PlainText.Of(Share(column.VarianceExplained)),
                PlainText.Of(Share(column.LinearVarianceExplained)));
        }

        table.AddRow(
            PlainText.Of("all"), PlainText.Of(""), PlainText.Of(""), PlainText.Of(Share(quality.VarianceExplained)),
            PlainText.Of(Share(quality.LinearVarianceExplained)));
        console.Write(table);
    }

    private static string Share(double share) => double.IsNaN(share) ? "" : share.ToString("0.000", CultureInfo.InvariantCulture);
}
