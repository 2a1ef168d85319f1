namespace Mixtape.Music.Scale;

/// <summary>A stage on machines: how long it takes on how many of them.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Instances">Instances that have something to do.</param>
/// <param name="Seconds">Seconds until it is over.</param>
/// <param name="Longest">Seconds of its longest activity.</param>
/// <param name="RequestUnits">Request units of its documents.</param>
/// <param name="BoundBy">What it spends most of its time on.</param>
public sealed record StageRun(
    StagePlan Stage, double Instances, double Seconds, double Longest, double RequestUnits, string BoundBy)
{
    /// <summary>
    /// On each instance, arithmetic, transfer and handing out follow one another, waiting for calls is shared by the activities that run
    /// at once. No more instances work than there are activities for. All together wait where the storage account or the container of
    /// documents gives no more, and for an activity that runs alone.
    /// </summary>
    public static StageRun Of(StagePlan stage, MachineRates rates, double instances)
    {
        var used = Math.Min(instances, Math.Max(1, Math.Ceiling(stage.Activities / rates.ActivitiesAtOnce)));
        var units = stage.DocumentsWritten == 0 ? 0
            : stage.DocumentsWritten * AzurePrices.WriteUnits(stage.DocumentBytes / stage.DocumentsWritten);
        units += stage.DocumentsDeleted * AzurePrices.WriteUnits(1_000);
        var bytes = stage.BytesRead + stage.BytesWritten;
        var calls = stage.Reads + stage.Writes + stage.Deletes;
        var arithmetic = stage.Flops / rates.Flops + stage.EventsHandled * rates.EventSeconds
            + (stage.DocumentsWritten + stage.DocumentsDeleted) * rates.DocumentSeconds;
        var transfer = bytes / rates.BytesPerSecond;
        var waiting = (calls * rates.CallSeconds + stage.Activities * rates.ActivitySeconds) / rates.ActivitiesAtOnce;
        var alone = stage.SerialReads * rates.CallSeconds + stage.SerialBytes / rates.BytesPerSecond;
        (double Seconds, string What)[] bounds =
        [
            (arithmetic / used, "arithmetic"),
            (transfer / used, "transfer"),
            (waiting / used, "calls"),
            (alone, "one activity"),
            (bytes / rates.AccountBytesPerSecond, "storage account"),
            (calls / rates.AccountCallsPerSecond, "storage account"),
            (units / rates.RequestUnitsPerSecond, "request units"),
        ];
        var working = (arithmetic + transfer + waiting) / used;
        var seconds = alone + Math.Max(working, bounds[4..].Max(bound => bound.Seconds));
        var each = rates.ActivitiesAtOnce * (arithmetic + transfer + waiting) / Math.Max(1, stage.Activities);
        return new StageRun(
            stage, used, seconds, Math.Max(each, alone / Math.Max(1, stage.SerialRuns)), units, bounds.MaxBy(bound => bound.Seconds).What);
    }
}
