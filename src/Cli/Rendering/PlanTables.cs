using System.Globalization;
using Mixtape.Music.Scale;
using Spectre.Console;

namespace Mixtape.Cli.Rendering;

/// <summary>What a plan comes to: the cut, the training stage by stage, the limits, and a month's bill.</summary>
internal static class PlanTables
{
    private static readonly string[] _bytes = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB"];
    private static readonly string[] _counts = ["", " k", " M", " G", " T", " P", " E"];

    public static void Write(IAnsiConsole console, ScalePlan plan)
    {
        var size = plan.Training.Size;
        console.WritePlain(
            $"{Count(size.Listeners)} listeners x {Count(size.Tracks)} tracks, {Count(size.Pairs)} pairs, "
            + $"{Count(size.Events)} events a year, {size.Factors} factors,");
        console.WritePlain(
            $"{size.Iterations} + {size.FinishingIterations} iterations, ids of {size.TrackIdBytes:0} bytes; "
            + $"{Count(size.Pages)} pages of events, {Count(size.ListenerBlocks)} blocks of {Count(size.BlockListeners)} listeners");
        console.WritePlain(
            $"x {Count(size.TrackBlocks)} blocks of {Count(size.BlockTracks)} tracks = "
            + $"{Count((double)size.ListenerBlocks * size.TrackBlocks)} tiles, by");
        console.WritePlain(
            $"EventsPerListenerBlock={size.EventsPerListenerBlock} TracksPerTrackBlock={size.TracksPerTrackBlock} "
            + $"BytesPerPage={size.BytesPerPage}.");
        WriteStages(console, plan);
        WriteLimits(console, plan);
        WriteMonth(console, plan);
        WriteAssumptions(console, plan.Rates);
    }

    /// <summary>A count in short, to three figures.</summary>
    public static string Count(double value) => Short(value, _counts, 10_000);

    /// <summary>Bytes in short.</summary>
    public static string Size(double bytes) => Short(bytes, Array.ConvertAll(_bytes, unit => " " + unit), 1_000);

    /// <summary>Seconds, as hours where they are many.</summary>
    public static string Time(double seconds) => seconds switch
    {
        < 600 => string.Create(CultureInfo.InvariantCulture, $"{Figures(seconds)} s"),
        < 36_000 => string.Create(CultureInfo.InvariantCulture, $"{Figures(seconds / 60)} min"),
        < 86_400 * 1_000.0 => string.Create(CultureInfo.InvariantCulture, $"{Figures(seconds / 3600)} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Figures(seconds / 86_400 / 365)} years"),
    };

    /// <summary>US dollars.</summary>
    public static string Dollars(double dollars) => dollars < 100
        ? dollars.ToString("$0.00", CultureInfo.InvariantCulture)
        : "$" + Figures(dollars);

    private static void WriteStages(IAnsiConsole console, ScalePlan plan)
    {
        var table = Right(
            new Table().Border(TableBorder.Rounded)
                .AddColumns("One training", "Activities", "Read", "Written", "Documents", "Instances", "Time", "Most of it"), 6);
        foreach (var run in plan.Runs)
        {
            Row(
                table, run.Stage.Name, Count(run.Stage.Activities), Size(run.Stage.BytesRead), Size(run.Stage.BytesWritten),
                Count(run.Stage.DocumentsWritten + run.Stage.DocumentsDeleted), Count(run.Instances), Time(run.Seconds), run.BoundBy);
        }

        var total = plan.Training.Total;
        Row(
            table, "all", Count(total.Activities), Size(total.BytesRead), Size(total.BytesWritten),
            Count(total.DocumentsWritten + total.DocumentsDeleted), "", Time(plan.Seconds), Dollars(plan.TrainingCost()));
        console.Write(table);
        console.WritePlain(
            $"{Count(total.Orchestrations)} orchestrations of up to {FanOutPlan.LongestHistory} events, "
            + $"up to {Count(plan.Executions)} executions, {Count(plan.GigabyteSeconds)} GB-seconds,");
        console.WritePlain(
            $"{Count(plan.RequestUnits)} request units, {Count(total.Reads)} blob reads, {Count(total.Writes)} blob writes. "
            + $"A week's playlists of one kind: {Time(plan.Serving.BatchTime(plan.Instances))}.");
    }

    private static void WriteAssumptions(IAnsiConsole console, MachineRates rates)
    {
        console.WritePlain(
            $"Nothing is kept in memory between activities. Assumed of an instance: {rates.Gigabytes:0} GB, "
            + $"{rates.ActivitiesAtOnce:0} activities at once,");
        console.WritePlain(
            $"{Size(rates.BytesPerSecond)}/s to blobs, {1000 * rates.CallSeconds:0} ms a call, {rates.Flops / 1e9:0} GFLOP/s; "
            + $"of a container of documents, {Count(rates.RequestUnitsPerSecond)} request units/s.");
        console.WritePlain($"Prices: {AzurePrices.Quoted}; they change.");
    }

    private static void WriteLimits(IAnsiConsole console, ScalePlan plan)
    {
        var table = Right(new Table().Border(TableBorder.Rounded).AddColumns("Limit", "Takes", "There is", "Share", ""), 3);
        foreach (var limit in plan.Limits())
        {
            Func<double, string> format = limit.Unit == "B" ? Size : Time;
            Row(table, limit.Name, format(limit.Value), format(limit.Bound), Share(limit.Share), limit.Share > 1 ? "does not fit" : "");
        }

        console.Write(table);
    }

    private static void WriteMonth(IAnsiConsole console, ScalePlan plan)
    {
        var table = Right(new Table().Border(TableBorder.Rounded).AddColumns("A month", "Quantity", "US dollars"), 2);
        var month = plan.Month();
        foreach (var item in month)
            Row(table, item.Name, item.Unit == "B" ? Size(item.Quantity) : Count(item.Quantity), Dollars(item.Dollars));
        Row(table, "all", "", Dollars(month.Sum(item => item.Dollars)));
        console.Write(table);
    }

    private static Table Right(Table table, int columns)
    {
        for (var column = 1; column <= columns; column++) table.Columns[column].RightAligned();
        return table;
    }

    private static void Row(Table table, params string[] cells) => table.AddRow(cells.Select(PlainText.Of));

    private static string Share(double share) =>
        share < 10 ? share.ToString("0.0 %", CultureInfo.InvariantCulture) : $"{Figures(share)} times";

    private static string Short(double value, string[] units, double whole)
    {
        var isSmall = value < 10 && value != Math.Floor(value);
        if (value < whole) return value.ToString(isSmall ? "0.0" : "n0", CultureInfo.InvariantCulture) + units[0];
        var unit = 0;
        for (; value >= 999.5 && unit + 1 < units.Length; unit++) value /= 1_000;
        return Figures(value) + units[unit];
    }

    // Three figures, or all of a whole number.
    private static string Figures(double value) => value switch
    {
        < 9.995 => value.ToString("0.00", CultureInfo.InvariantCulture),
        < 99.95 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("n0", CultureInfo.InvariantCulture),
    };
}
