using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Mixtape.Cli.Commands;
using Mixtape.Cli.Rendering;
using Mixtape.Learning.Neural.Training;
using Mixtape.Learning.Onnx;
using Mixtape.Learning.Scaling;
using Mixtape.Music.Listening.Import;

namespace Mixtape.Cli;

/// <summary>The whole command line: parses, runs, and turns what went wrong into words and an exit code.</summary>
internal static class CommandLine
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int Usage = 2;

    // Long enough for `demo` and `serve` to stop the app in an orderly way after Ctrl-C.
    private static readonly TimeSpan _stopTimeout = TimeSpan.FromSeconds(20);

    /// <returns>0 where all went well, 1 where something failed, 2 where the arguments make no sense.</returns>
    public static async Task<int> RunAsync(
        string[] args, CliContext context, CancellationToken cancellationToken = default)
    {
        var parsed = Build(context).Parse(args);
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = _stopTimeout,
            Output = context.Out.Profile.Out.Writer,
            Error = context.Error.Profile.Out.Writer,
        };
        try
        {
            if (parsed.Action is not ParseErrorAction) return await parsed.InvokeAsync(
                configuration, cancellationToken);
            foreach (var error in parsed.Errors)
                context.Error.WritePlain(error.Message.ReplaceLineEndings(" ").Replace("\t", "")); // it lists what may be given in lines
            context.Error.WritePlain($"See `{NameOf(parsed.CommandResult)} --help`.");
            return Usage;
        }
        catch (OperationCanceledException)
        {
            return Failure;
        }
        catch (Exception e) when (e is CliException or MixtapeServerException or MixtapeUnreachableException
            or InvalidImportException or InvalidTableException or InvalidModelException or TrainingDivergedException
            or IOException or UnauthorizedAccessException)
        {
            ErrorText.Write(context.Error, e);
            return Failure;
        }
    }

    public static RootCommand Build(CliContext context)
    {
        var root = new RootCommand(
            "Mixtape, a music recommender. This is its command line: it starts Mixtape, feeds it, and asks it.\n\n"
            + "To see it work on a made-up world: mixtape demo")
        {
            context.ServerOption,
            context.KeyOption,
            ServeCommand.Create(context),
            DemoCommand.Create(context),
            ImportCommand.Create(context),
            AnalyzeCommand.Create(context),
            TrainCommand.Create(context),
            TuneCommand.Create(context),
            RecommendCommand.Create(context),
            SimilarCommands.CreateTracks(context),
            SimilarCommands.CreateListeners(context),
            PlaylistCommands.CreateWeekly(context),
            PlaylistCommands.CreateRadar(context),
            GenresCommand.Create(context),
            MapCommand.Create(context),
            EraseCommand.Create(context),
            StatusCommand.Create(context),
            PlanCommand.Create(context),
            ExportCommand.Create(context),
            AutoencoderCommand.Create(context),
            AudioCommand.Create(context),
        };
        ExampleCommand.ShowIn(root);
        return root;
    }

    private static string NameOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{NameOf(parent)} {result.Command.Name}" : "mixtape";
}
