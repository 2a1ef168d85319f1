using System.CommandLine;

namespace Mixtape.Cli.Commands;

/// <summary><c>mixtape autoencoder</c>: short codes of a table's rows. It runs here, without a server.</summary>
internal static class AutoencoderCommand
{
    public static Command Create(CliContext context) =>
        new ExampleCommand("autoencoder", "Learns to say a table's rows in a few numbers each, and says them so. Needs no server.")
        {
            AutoencoderTrainCommand.Create(context),
            AutoencoderEncodeCommand.Create(context),
        };

    /// <summary>The table that both take.</summary>
    public static Argument<string> Table() =>
        new("table")
        {
            Description = "A file of values with commas or tabs between, plain or packed with gzip; its first line names the columns.",
        };
}
