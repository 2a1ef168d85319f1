using System.CommandLine;
using Mixtape.Cli.Rendering;

namespace Mixtape.Cli.Commands;

/// <summary><c>mixtape recommend</c>: what a listener may like that is new to them.</summary>
internal static class RecommendCommand
{
    public static Command Create(CliContext context)
    {
        var listener = Options.Listener();
        var count = Options.Count(20, 500);
        var model = Options.Model();
        var command = new ExampleCommand(
            "recommend", "Tracks that a listener may like and has not heard.",
            "mixtape recommend listener-0001 --count 10")
        {
            listener,
            count,
            model,
        };
        command.SetAction(async (parsed, token) =>
        {
            using var client = context.Connect(parsed);
            var answer = await client.RecommendationsAsync(
                parsed.GetRequiredValue(listener), parsed.GetValue(count), parsed.GetValue(model), token);
            TrackTable.Write(context.Out, $"For {parsed.GetRequiredValue(listener)}:", answer.Tracks);
            return CommandLine.Success;
        });
        return command;
    }
}
