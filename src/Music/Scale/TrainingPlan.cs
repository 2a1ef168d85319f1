namespace Mixtape.Music.Scale;

/// <summary>
/// What a training takes by what its code does: activities, orchestrations, blob calls, bytes and documents, stage by stage, with no
/// memory between activities (a process that has read something before may spare some of the bytes). Pure arithmetic over the stored
/// formats; the tests of the app hold it to what trainings really do.
/// </summary>
/// <param name="Size">What it was made for.</param>
/// <param name="Stages">The stages, in order.</param>
public sealed record TrainingPlan(TrainingSize Size, IReadOnlyList<StagePlan> Stages)
{
    /// <summary>All stages together, and the one activity each that only looks for features and for sound.</summary>
    public StagePlan Total { get; } = Stages.Aggregate(new StagePlan { Name = "all", Activities = 2, Orchestrations = 1 }, (a, b) => a + b);

    /// <summary>Bytes of all events, of which nothing is ever thrown away.</summary>
    public double EventBytes => Size.Events * Size.StoredEventBytes;

    /// <summary>Bytes of a generation's blobs.</summary>
    public double GenerationBytes =>
        PrepareStages.ListenerIds(Size) + PrepareStages.TrackIds(Size) + PrepareStages.Popularity(Size)
        + SolveStages.ListenerFactors(Size) + SolveStages.TrackFactors(Size);

    /// <summary>Bytes that a training has written by its end, which are deleted then.</summary>
    public double WorkingBytes => Total.BytesWritten - GenerationBytes;

    /// <summary>Rows of a block whose normal matrices are open at once where the other side streams by.</summary>
    public double OpenRows => SolveStages.OpenRows(Size);

    /// <summary>The plan.</summary>
    public static TrainingPlan Of(TrainingSize size)
    {
        double both = size.Iterations + size.FinishingIterations;
        return new TrainingPlan(size,
        [
            PrepareStages.Sort(size),
            PrepareStages.Count(size),
            PrepareStages.Tile(size),
            SolveStages.Start(size),
            SolveStages.Listeners(size).Times(both + 1, "solve listeners"),
            SolveStages.Tracks(size).Times(both, "solve tracks"),
            SolveStages.Evaluate(size),
            PublishStages.Publish(size),
            PublishStages.Clear(size),
        ]);
    }
}
