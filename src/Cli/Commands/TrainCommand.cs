using System.CommandLine;
using System.Net;
using Mixtape.Cli.Rendering;
using Spectre.Console;

namespace Mixtape.Cli.Commands;

/// <summary><c>mixtape train</c>: learns from all that has been sent in.</summary>
internal static class TrainCommand
{
    public static Command Create(CliContext context)
    {
        var follow = new Option<bool>("--follow") { Description = "Wait for the end, and say how good the model is." };
        var factors =
            new Option<int?>("--factors") { Description = "How many numbers describe a listener or a track." };
        var iterations = new Option<int?>("--iterations") { Description = "How often to go over the data." };
        var curve = new Option<string?>("--curve") { Description = "How confidence grows with plays: logarithmic, linear or bm25." };
        var alpha = Options.Number("--alpha", "How much more a play counts than its absence.");
        var relative = new Option<bool?>("--relative-to-listener")
        {
            Description = "Whether to measure plays by the mean of what their listener plays: true or false.",
        };
        var silence = Options.Number(
            "--silence-exponent", "How much more it says not to play a track that many play: 0 (no more) to 1.");
        var propensity = Options.Number(
            "--propensity-exponent", "How much more it says to play a track that few play: 0 (no more) to 1.");
        var regularization = Options.Number("--regularization", "How strongly to distrust thin evidence.");
        var solver = new Option<string?>("--solver")
        {
            Description = "How to solve: cholesky (exactly), conjugateGradient or subspace (nearly; subspace for 256 factors and more).",
        };
        var warm = new Option<bool?>("--warm-start") { Description = "Start from the vectors that serve now, where they are as long: fewer iterations do." };
        var seed = new Option<ulong?>("--seed") { Description = "From which the random start follows." };
        curve.AcceptOnlyFromAmong("logarithmic", "linear", "bm25");
        solver.AcceptOnlyFromAmong("cholesky", "conjugateGradient", "subspace");
        var holdout = Options.Holdout();
        var command = new ExampleCommand(
            "train",
            "Learns from all that has been sent in; what is not given the server decides. What comes of it then serves, unless it "
            + "foresees withheld listening worse than what serves now, by more than the server tolerates.",
            "mixtape train --follow --factors 64")
        {
            follow,
            factors,
            iterations,
            curve,
            alpha,
            relative,
            silence,
            propensity,
            regularization,
            solver,
            seed,
            warm,
            holdout,
        };
        command.SetAction(async (parsed, token) =>
        {
            using var client = context.Connect(parsed);
            var request = new TrainingRequest(
                parsed.GetValue(factors), parsed.GetValue(iterations), parsed.GetValue(curve), parsed.GetValue(alpha),
                parsed.GetValue(relative), parsed.GetValue(silence), parsed.GetValue(propensity), parsed.GetValue(regularization),
                parsed.GetValue(solver), parsed.GetValue(seed), parsed.GetValue(warm), parsed.GetValue(holdout));
            var id = await StartAsync(client, request, parsed.GetValue(follow), context.Out, token);
            if (parsed.GetValue(follow)) await FollowAsync(client, context, id, token);
            else context.Out.WritePlain($"Training {id} has started: while it runs, `mixtape train --follow` follows it.");
            return CommandLine.Success;
        });
        return command;
    }

    /// <summary>Waits for a training and shows what came of it.</summary>
    public static async Task FollowAsync(MixtapeClient client, CliContext context, string id, CancellationToken token)
    {
        var training = await new RunFollower(client, context.Out, context.Time).TrainingAsync(id, token);
        MetricsTable.Write(context.Out, training.Metrics);
        if (training.SecondsPerIteration is { } seconds) context.Out.WritePlain($"The fastest iteration took {seconds:0.000} s.");
        if (training.RequestUnits is { } units) context.Out.WritePlain($"Publishing its documents took {units:n0} request units.");
        foreach (var stage in training.Stages ?? [])
            if (stage.Note is { } note) context.Out.WritePlain($"{stage.Name}: {note}");
        context.Out.WritePlain(Outcome(training));
    }

    private static string Outcome(TrainingAnswer training) => training.Published == false
        ? $"Training completed, but generation {training.Generation} is kept and not published: it foresees withheld listening worse "
            + "than the current generation, by more of NDCG@10 than is tolerated. The current one goes on serving. How much is tolerated "
            + "is the server's setting Mixtape__Training__TolerableLoss (0.1, a tenth, where not set)."
        : $"Generation {training.Generation} serves.";

    /// <summary>Starts a training; where one is running already and is to be followed, takes that one.</summary>
    private static async Task<string> StartAsync(
        MixtapeClient client, TrainingRequest request, bool follow, IAnsiConsole console, CancellationToken token)
    {
        try
        {
            return (await client.StartTrainingAsync(request, token)).Id;
        }
        catch (MixtapeServerException e) when (
            follow && e.Status == (int)HttpStatusCode.Conflict && e.Problem.Training is not null)
        {
            console.WritePlain(
                $"Training {e.Problem.Training} is running already, with its own settings; following it.");
            return e.Problem.Training;
        }
    }
}
