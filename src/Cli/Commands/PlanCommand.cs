using System.CommandLine;
using Mixtape.Cli.Rendering;
using Mixtape.Music.Scale;

namespace Mixtape.Cli.Commands;

/// <summary><c>mixtape plan</c>: what so many listeners and tracks take in Azure, on paper.</summary>
internal sealed class PlanCommand
{
    // A listener's year, as of the smaller streaming data sets: two hundred different tracks, each some four times.
    private const long PairsPerListener = 200;
    private const long EventsPerPair = 4;

    private readonly Option<long> _listeners = Least(new Option<long>("--listeners")
    {
        Description = "How many listeners.",
        Required = true,
    });

    private readonly Option<long> _tracks = Least(new Option<long>("--tracks")
    {
        Description = "How many tracks that somebody has played.",
        Required = true,
    });

    private readonly Option<long?> _pairs = Least(new Option<long?>("--pairs")
    {
        Description = $"How many pairs of a listener and a track they played; {PairsPerListener} a listener where not given.",
    });

    private readonly Option<long?> _events = Least(new Option<long?>("--events")
    {
        Description = $"How many events of a year; {EventsPerPair} a pair where not given.",
    });

    private readonly Option<int> _factors = Options.Within(
        new("--factors") { Description = "How many numbers describe a listener or a track.", DefaultValueFactory = _ => 64 }, 1, 512);

    private readonly Option<int> _iterations = Options.Within(
        new("--iterations") { Description = "How often to go over the data.", DefaultValueFactory = _ => 20 }, 1, 60);

    private readonly Option<int> _instances = Options.Within(
        new("--instances") { Description = "How many instances a training has at most.", DefaultValueFactory = _ => 100 }, 1, 1_000);

    private readonly Option<int> _requests = Options.Within(
        new("--requests") { Description = "How many answers a listener asks for in a month.", DefaultValueFactory = _ => 10 }, 0, 100_000);

    private readonly Option<string> _blocks = new("--blocks")
    {
        Description = "How blocks are cut: as the app does by default, or best, those that fit in memory and move the fewest bytes.",
        DefaultValueFactory = _ => "default",
    };

    private readonly Option<bool> _ids = new("--short-ids") { Description = "Ids of 8 bytes instead of the usual 22." };

    private PlanCommand() => _blocks.AcceptOnlyFromAmong("default", "best");

    public static Command Create(CliContext context)
    {
        var options = new PlanCommand();
        var command = new ExampleCommand(
            "plan",
            "Tells on paper what so many listeners and tracks take in Azure: blocks, activities, bytes moved, hours, request units, "
            + "cost, and which limits bind. It asks no server. Prices are list prices and change.",
            "mixtape plan --listeners 1000000 --tracks 500000")
        {
            options._listeners, options._tracks, options._pairs, options._events, options._factors, options._iterations, options._instances,
            options._requests, options._blocks, options._ids,
        };
        command.SetAction(parsed =>
        {
            PlanTables.Write(context.Out, options.Read(parsed));
            return CommandLine.Success;
        });
        return command;
    }

    private ScalePlan Read(ParseResult parsed)
    {
        var listeners = parsed.GetRequiredValue(_listeners);
        var pairs = parsed.GetValue(_pairs) ?? listeners * PairsPerListener;
        var id = parsed.GetValue(_ids) ? 8 : 22;
        var size = new TrainingSize
        {
            Listeners = listeners,
            Tracks = parsed.GetRequiredValue(_tracks),
            Pairs = pairs,
            Events = parsed.GetValue(_events) ?? pairs * EventsPerPair,
            Factors = parsed.GetValue(_factors),
            Iterations = parsed.GetValue(_iterations),
            ListenerIdBytes = id,
            TrackIdBytes = id,
        };
        var rates = new MachineRates();
        if (parsed.GetValue(_blocks) == "best") size = BlockChoice.Best(size, rates);
        return new ScalePlan(
            TrainingPlan.Of(size), new ServingPlan(size, rates, parsed.GetValue(_requests)), rates, new AzurePrices(),
            parsed.GetValue(_instances));
    }

    // Beyond these, the arithmetic of the plan would leave 64 bits.
    private static Option<T> Least<T>(Option<T> option)
    {
        option.HelpName = "number";
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var text] && long.TryParse(text.Value, out var value) && value is < 1 or > 1_000_000_000_000_000)
                result.AddError($"{option.Name} must lie between 1 and 1000000000000000.");
        });
        return option;
    }
}
