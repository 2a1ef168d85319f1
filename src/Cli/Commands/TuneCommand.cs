using System.CommandLine;
using System.Globalization;
using System.Net;
using Mixtape.Cli.Rendering;
using Spectre.Console;

namespace Mixtape.Cli.Commands;

/// <summary><c>mixtape tune</c>: looks for better settings, and lets trainings start from them.</summary>
internal sealed class TuneCommand
{
    private readonly Option<int[]?> _factors =
        Options.List<int>("--factors", "How many numbers describe a listener or a track.", "32,64");

    private readonly Option<double[]?> _alpha =
        Options.List<double>("--alpha", "How much more a play counts than its absence.", "10,22,50");

    private readonly Option<double[]?> _regularization =
        Options.List<double>("--regularization", "How strongly to distrust thin evidence.", "0.35,0.5,0.7");

    private readonly Option<double[]?> _exponent = Options.List<double>(
        "--exponent", "How much more who plays much is held back: 0 (all alike) to 2.", "0.5,1");

    private readonly Option<string[]?> _curve = Options.List<string>(
        "--curve", "How confidence grows with plays: logarithmic, linear, or what else the server knows.", "logarithmic,linear");

    private readonly Option<int[]?> _iterations = Options.List<int>("--iterations", "How often to go over the data.", "10,15");

    private readonly Option<bool[]?> _biases = Options.List<bool>("--biases", "With biases or without.", "true,false");

    private readonly Option<int?> _random = new("--random")
    {
        Description = "Draw so many trials from between the least and the greatest of each list, instead of all combinations.",
        HelpName = "trials",
    };

    private readonly Option<ulong?> _seed = new("--seed") { Description = "From which the draw follows." };

    private readonly Option<string?> _metric = new("--metric") { Description = "What to choose by; ndcg@10 where not given." };

    private readonly Option<string?> _holdout = Options.Holdout();

    private readonly Option<bool> _noSave = new("--no-save") { Description = "Only look; trainings go on as they are." };

    private readonly Option<bool> _follow = new("--follow") { Description = "Wait for the end, with a table of the trials." };

    private readonly Option<bool> _show = new("--show") { Description = "Only show the settings that trainings start from." };

    private readonly Option<bool> _reset = new("--reset")
    {
        Description = "Only let trainings start from the server's own settings again.",
    };

    private TuneCommand() => _metric.AcceptOnlyFromAmong(
        "ndcg@10", "ndcg@100", "recall@20", "precision@10", "map@10", "auc", "percentileRank");

    public static Command Create(CliContext context)
    {
        var options = new TuneCommand();
        var command = new ExampleCommand(
            "tune",
            "Looks for settings that foresee withheld listening better: trains once for each combination of the values given (alpha and "
            + "regularization where none are), beside the settings in force, and lets trainings start from the best.",
            "mixtape tune --factors 32,64 --alpha 10,22,50 --regularization 0.35,0.5,0.7 --follow")
        {
            options._factors, options._alpha, options._regularization, options._exponent, options._curve, options._iterations,
            options._biases, options._random, options._seed, options._metric, options._holdout, options._noSave, options._follow,
            options._show, options._reset,
        };
        command.Validators.Add(result =>
        {
            var given = command.Options.Where(option => result.GetResult(option) is { Implicit: false }).ToArray();
            if (given.Length > 1 && (given.Contains(options._show) || given.Contains(options._reset)))
                result.AddError("--show and --reset go without any other option of a tuning.");
        });
        command.SetAction(async (parsed, token) =>
        {
            using var client = context.Connect(parsed);
            if (parsed.GetValue(options._reset) || parsed.GetValue(options._show))
            {
                var reset = parsed.GetValue(options._reset);
                WriteDefaults(context.Out, await (reset ? client.ResetTrainingDefaultsAsync(token) : client.TrainingDefaultsAsync(token)));
                return CommandLine.Success;
            }

            var follow = parsed.GetValue(options._follow);
            var id = await StartAsync(client, options.Read(parsed), follow, context.Out, token);
            if (follow) await FollowAsync(client, context, id, token);
            else context.Out.WritePlain($"Tuning {id} has started: while it runs, `mixtape tune --follow` follows it.");
            return CommandLine.Success;
        });
        return command;
    }

    private TuningRequest Read(ParseResult parsed) => new()
    {
        Factors = Given(parsed, _factors),
        Iterations = Given(parsed, _iterations),
        Alpha = Given(parsed, _alpha),
        Regularization = Given(parsed, _regularization),
        RegularizationExponent = Given(parsed, _exponent),
        Curve = Given(parsed, _curve),
        Biases = Given(parsed, _biases),
        Random = parsed.GetValue(_random),
        Seed = parsed.GetValue(_seed),
        Metric = parsed.GetValue(_metric),
        Save = parsed.GetValue(_noSave) ? false : null,
        HoldoutMethod = parsed.GetValue(_holdout),
    };

    // An option that is left out has an empty list.
    private static T[]? Given<T>(ParseResult parsed, Option<T[]?> option) =>
        parsed.GetValue(option) is { Length: > 0 } values ? values : null;

    /// <summary>Starts a tuning; where one is running already and is to be followed, takes that one.</summary>
    private static async Task<string> StartAsync(
        MixtapeClient client, TuningRequest request, bool follow, IAnsiConsole console, CancellationToken token)
    {
        try
        {
            return (await client.StartTuningAsync(request, token)).Id;
        }
        catch (MixtapeServerException e) when (follow && e.Status == (int)HttpStatusCode.Conflict && e.Problem.Tuning is not null)
        {
            console.WritePlain($"Tuning {e.Problem.Tuning} is running already, with its own values; following it.");
            return e.Problem.Tuning;
        }
    }

    private static async Task FollowAsync(MixtapeClient client, CliContext context, string id, CancellationToken token)
    {
        var tuning = await new RunFollower(client, context.Out, context.Time).TuningAsync(id, token);
        context.Out.Write(TuningTable.Of(tuning));
        foreach (var trial in tuning.Trials.Where(trial => trial.Error is not null))
            context.Out.WritePlain($"Trial {trial.Trial} failed: {trial.Error}");
        if (tuning.Sample is not null) context.Out.WritePlain(tuning.Sample);
        context.Out.WritePlain((tuning.Winner, tuning.Saved) switch
        {
            (0, _) => "Nothing is better than the settings in force; they stay.",
            (_, true) => $"Trainings start from trial {tuning.Winner} now: `mixtape train` learns with it, `mixtape tune --reset` goes back.",
            _ => $"Trial {tuning.Winner} is the best; it was not saved.",
        });
    }

    private static void WriteDefaults(IAnsiConsole console, DefaultsAnswer defaults)
    {
        console.WritePlain(defaults.Tuning is null
            ? "Trainings start from the server's own settings:"
            : $"Trainings start from trial {defaults.Trial} of {defaults.Tuning}, chosen by {defaults.Metric} "
                + $"({defaults.Value?.ToString("0.0000", CultureInfo.InvariantCulture)}):");
        foreach (var (name, value) in defaults.Settings) console.WritePlain($"  {name} {value.GetRawText().Trim('"')}");
    }
}
