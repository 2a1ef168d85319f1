using System.CommandLine;

namespace Mixtape.Cli.Commands;

/// <summary><c>mixtape audio</c>: the network that hears. It runs here, without a server.</summary>
internal static class AudioCommand
{
    public static Command Create(CliContext context) =>
        new ExampleCommand("audio", "Trains the network that hears songs. Needs no server.")
        {
            AudioTrainCommand.Create(context),
        };
}
