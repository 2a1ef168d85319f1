using System.CommandLine;
using Mixtape.Cli.Rendering;
using Mixtape.Learning.Autoencoders;
using Mixtape.Learning.Scaling;
using Mixtape.Music.Listening.Import;

namespace Mixtape.Cli.Commands;

/// <summary><c>mixtape autoencoder train</c>: from a table to a model file and its manifest.</summary>
internal static class AutoencoderTrainCommand
{
    public static Command Create(CliContext context)
    {
        var defaults = new AutoencoderOptions();
        var table = AutoencoderCommand.Table();
        var file = ModelFile.Option();
        var code = Options.Within(Number("--code", "How many numbers a code has.", defaults.CodeWidth), 1, 4_096);
        var hidden = Hidden();
        var epochs = Options.Within(Number("--epochs", "How often to go over the rows, at most.", defaults.Epochs), 1, 100_000);
        var dropout = new Option<double>("--dropout")
        {
            Description = "Share of the numbers to hide in training, for tables with gaps: 0 to 0.9.",
            DefaultValueFactory = _ => defaults.Dropout,
        };
        var seed = new Option<ulong>("--seed") { Description = "From which all chance follows.", DefaultValueFactory = _ => defaults.Seed };
        var columns = Options.List<string>("--columns", "Which columns; all that hold nothing but numbers where not given.", "a,b");
        dropout.Validators.Add(result =>
        {
            if (result.Tokens is [var text] && double.TryParse(text.Value, out var share) && share is not (>= 0 and <= 0.9))
                result.AddError("--dropout must lie between 0 and 0.9.");
        });
        var command = new ExampleCommand(
            "train",
            "Learns codes of a table's rows, and writes the model as ONNX: raw rows in, codes and restored rows out. It scales by itself, "
            + "and empty fields, NA and NaN are missing values, which it fills in.",
            "mixtape autoencoder train songs.csv --out model.onnx --code 8 --hidden 64,32")
        {
            table, file, code, hidden, epochs, dropout, seed, columns,
        };
        command.SetAction(async (parsed, token) =>
        {
            var options = new AutoencoderOptions
            {
                CodeWidth = parsed.GetValue(code),
                Hidden = parsed.GetValue(hidden) is { Length: > 0 } widths ? widths : defaults.Hidden,
                Epochs = parsed.GetValue(epochs),
                Dropout = parsed.GetValue(dropout),
                Seed = parsed.GetValue(seed),
            };
            var path = parsed.GetRequiredValue(table);
            OutputFile.RequireFolder(parsed.GetRequiredValue(file));
            var features = Read(context, path, parsed.GetValue(columns) is { Length: > 0 } names ? names : null);
            var trained = await TrainAsync(context, features, options, token);
            Save(trained, parsed.GetRequiredValue(file), Path.GetFileName(path));
            QualityTable.Write(context.Out, trained);
            context.Out.WritePlain(
                $"Wrote {parsed.GetRequiredValue(file)} and {ModelFile.ManifestOf(parsed.GetRequiredValue(file))}.");
            return CommandLine.Success;
        });
        return command;
    }

    private static Option<int[]?> Hidden()
    {
        var hidden = Options.List<int>(
            "--hidden", "Widths of the encoder's hidden layers, 64,32 where not given; the decoder has them backwards.", "64,32");
        hidden.Validators.Add(result =>
        {
            var texts = result.Tokens.SelectMany(token => token.Value.Split(','));
            if (texts.Any(text => int.TryParse(text, out var width) && (width < 1 || width > 65_536)))
                result.AddError("--hidden takes widths from 1 to 65536.");
        });
        return hidden;
    }

    private static Option<int> Number(string name, string description, int usual) =>
        new(name) { Description = description, DefaultValueFactory = _ => usual };

    private static FeatureTable Read(CliContext context, string path, string[]? columns)
    {
        using var stream = ImportFile.Open(path);
        var table = FeatureTableReader.Read(stream, new FeatureTableOptions { Columns = columns });
        context.Out.WritePlain($"{table.Rows:n0} rows of {table.Columns.Count} columns: {string.Join(", ", table.Columns)}.");
        foreach (var column in table.Skipped) context.Out.WritePlain($"Column '{column.Name}' is left out: {column.Reason}.");
        return table;
    }

    private static async Task<TrainedAutoencoder> TrainAsync(
        CliContext context, FeatureTable table, AutoencoderOptions options, CancellationToken token)
    {
        var latest = new LatestEpoch();
        var training = Task.Run(() => Autoencoder.Train(table, options, latest, cancellationToken: token), token);
        try
        {
            await Bars.Create(context.Out).StartAsync(async bars =>
            {
                var bar = bars.AddTask("Training", maxValue: options.Epochs);
                await Bars.WatchAsync(training, () =>
                {
                    if (latest.Epoch is not { } epoch) return;
                    bar.Value = epoch.Epoch;
                    bar.Description = FormattableString.Invariant(
                        $"Epoch {epoch.Epoch} of {epoch.Epochs}, validation loss {epoch.ValidationLoss:0.0000}");
                    if (training.IsCompletedSuccessfully) bar.Value = bar.MaxValue;
                }, context.Time);
            });
        }
        catch (ArgumentException exception)
        {
            throw new CliException(exception.Message, exception);
        }

        return await training;
    }

    private static void Save(TrainedAutoencoder trained, string path, string source)
    {
        var onnx = trained.ToOnnx();
        ModelFile.Save(path, onnx, trained.Manifest(NameOf(path), onnx, source));
    }

    /// <summary>The file's name as models may be named: lower-case letters, digits and hyphens.</summary>
    private static string NameOf(string path)
    {
        var name = string.Concat(
            Path.GetFileNameWithoutExtension(path).ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        return name.Length switch { 0 => "autoencoder", > 64 => name[..64], _ => name };
    }
}
