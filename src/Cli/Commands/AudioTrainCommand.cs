using System.CommandLine;
using System.Globalization;
using Mixtape.Cli.Rendering;
using Mixtape.Learning.Onnx;
using Mixtape.Music.Audio.Ears;
using Spectre.Console;

namespace Mixtape.Cli.Commands;

/// <summary><c>mixtape audio train</c>: from a seed to the network that hears.</summary>
internal static class AudioTrainCommand
{
    public static Command Create(CliContext context)
    {
        var defaults = new EarsTrainingOptions();
        var file = ModelFile.Option();
        var songs = Number("--songs", "How many songs to render and learn from, 64 to 200000.", defaults.Songs, 64, 200_000);
        var validation = Number(
            "--validation-songs", "How many others to validate on, and to judge by, 32 to 20000.", defaults.ValidationSongs, 32, 20_000);
        var epochs = Number("--epochs", "How often to hear each song.", defaults.Epochs, 1, 1_000);
        var threads = Number("--threads", "Threads; the result does not depend on them.", defaults.Threads, 1, 1_024);
        var seed = new Option<ulong>("--seed") { Description = "From which all follows.", DefaultValueFactory = _ => defaults.Seed };
        var command = new ExampleCommand(
            "train",
            "Renders songs whose tempo, key, meter and genre are known, and trains the network on them that hears these in recordings. Writes "
            + "it as ONNX, with a manifest that says how often it is right about songs it has not heard.",
            "mixtape audio train --out ears.onnx --seed 1")
        {
            file, songs, validation, epochs, threads, seed,
        };
        command.SetAction(async (parsed, token) =>
        {
            var path = parsed.GetRequiredValue(file);
            OutputFile.RequireFolder(path);
            var options = new EarsTrainingOptions
            {
                Songs = parsed.GetValue(songs),
                ValidationSongs = parsed.GetValue(validation),
                Epochs = parsed.GetValue(epochs),
                Threads = parsed.GetValue(threads),
                Seed = parsed.GetValue(seed),
            };
            var trained = await TrainAsync(context, options, token);
            context.Out.WritePlain($"Judging it by {options.ValidationSongs:n0} songs that it has not heard.");
            var (files, quality) = await Task.Run(() => trained.Judge(options.ValidationSongs, token), token);
            var meter = Path.Combine(Path.GetDirectoryName(path) ?? "", ModelManifest.ModelFile(EarsFiles.MeterName));
            ModelFile.Save(path, files.Ears, files.EarsManifest);
            ModelFile.Save(meter, files.Meter, files.MeterManifest);
            Write(context.Out, quality);
            context.Out.WritePlain($"Wrote {path} and {meter}, with their manifests.");
            return CommandLine.Success;
        });
        return command;
    }

    private static Option<int> Number(string name, string description, int usual, int least, int most) => Options.Within(
        new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual }, least, most);

    private static async Task<TrainedEars> TrainAsync(CliContext context, EarsTrainingOptions options, CancellationToken token)
    {
        var (rendered, latest) = (0, new LatestEpoch());
        var training = Task.Run(() => EarsTraining.Run(options, done => Volatile.Write(ref rendered, done), latest, token), token);
        await Bars.Create(context.Out).StartAsync(async bars =>
        {
            var rendering = bars.AddTask("Rendering songs", maxValue: options.Songs + options.ValidationSongs);
            var learning = bars.AddTask("Training", maxValue: options.Epochs);
            await Bars.WatchAsync(training, () =>
            {
                rendering.Value = Volatile.Read(ref rendered);
                if (latest.Epoch is not { } epoch) return;
                rendering.Value = rendering.MaxValue;
                learning.Value = epoch.Epoch;
                learning.Description = FormattableString.Invariant(
                    $"Epoch {epoch.Epoch} of {epoch.Epochs}, validation loss {epoch.ValidationLoss:0.000}, {epoch.ExamplesPerSecond:0} clips/s");
            }, context.Time);
        });
        return await training;
    }

    private static void Write(IAnsiConsole console, EarsQuality quality)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Heard", "Right");
        table.Columns[1].RightAligned();
        foreach (var (what, share) in ((string, double)[])
        [
            ("tempo within 4 %", quality.Tempo), ("tempo up to factors of 2 and 3", quality.TempoUpToFactors),
            ("key and mode", quality.Key), ("key and mode, weighted", quality.KeyScore), ("beats of a bar", quality.Meter),
            ("genre", quality.Genre),
        ])
            table.AddRow(PlainText.Of(what), PlainText.Of(share.ToString("0.000", CultureInfo.InvariantCulture)));
        console.Write(table);
    }
}
