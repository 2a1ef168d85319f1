namespace Mixtape.Music.Scale;

/// <summary>A training, what it serves, and what both cost in a month.</summary>
/// <param name="Training">The training, one a day.</param>
/// <param name="Serving">The rest.</param>
/// <param name="Rates">The machines.</param>
/// <param name="Prices">The prices.</param>
/// <param name="Instances">Instances of the training at most.</param>
public sealed record ScalePlan(
    TrainingPlan Training, ServingPlan Serving, MachineRates Rates, AzurePrices Prices, double Instances)
{
    /// <summary>Trainings a month, one a night.</summary>
    public const double TrainingsPerMonth = 30;

    /// <summary>Each stage on the machines.</summary>
    public IReadOnlyList<StageRun> Runs { get; } = [.. Training.Stages.Select(stage => StageRun.Of(stage, Rates, Instances))];

    /// <summary>Seconds of a training.</summary>
    public double Seconds => Runs.Sum(run => run.Seconds);

    /// <summary>GB-seconds of a training: the instances that a stage uses, from its begin to its end.</summary>
    public double GigabyteSeconds => Rates.Gigabytes * Runs.Sum(run => run.Instances * run.Seconds);

    /// <summary>
    /// Executions of a training at most: each activity, and an orchestration's own as often as one of what it waits for completes.
    /// </summary>
    public double Executions => 2 * (Training.Total.Activities + Training.Total.Orchestrations);

    /// <summary>Request units of a training.</summary>
    public double RequestUnits => Runs.Sum(run => run.RequestUnits);

    /// <summary>Bytes in blobs: the events, two generations, and what a training leaves until its end.</summary>
    public double BlobBytes => Training.EventBytes + 2 * Training.GenerationBytes + Training.WorkingBytes;

    /// <summary>Bytes in documents: two generations, a year of events and of playlists.</summary>
    public double DocumentBytes =>
        2 * Training.Total.DocumentBytes + Serving.EventDocumentsBytes + Serving.PlaylistsBytesOfAYear;

    /// <summary>What a month costs, item by item, each with its quantity.</summary>
    public IReadOnlyList<CostItem> Month()
    {
        var total = Training.Total;
        var weekly = 2 * ServingPlan.Weeks * 2 * (Serving.BatchActivities + Serving.BatchOrchestrations);
        var executions = TrainingsPerMonth * Executions + weekly + Serving.Batches + Serving.Answers;
        var seconds = TrainingsPerMonth * GigabyteSeconds
            + Rates.Gigabytes * (Serving.IngestSeconds + Serving.AnswerSeconds + Serving.PlaylistSeconds);
        var units = TrainingsPerMonth * RequestUnits + Serving.IngestUnits + Serving.AnswerUnits + Serving.PlaylistUnits;
        var reads = TrainingsPerMonth * (total.Reads + total.BytesRead / Prices.BytesPerCall);
        var writes = TrainingsPerMonth * (total.Writes + total.BytesWritten / Prices.BytesPerCall) + Serving.Batches;
        var hub = Prices.HubCallsPerActivity * (TrainingsPerMonth * (total.Activities + total.Orchestrations) + weekly / 2);
        return
        [
            new("executions", "", executions, Math.Max(0, executions - Prices.FreeExecutions) * Prices.MillionExecutions / 1e6),
            new("GB-seconds", "", seconds, Math.Max(0, seconds - Prices.FreeGigabyteSeconds) * Prices.GigabyteSecond),
            new("request units", "", units, units * Prices.MillionRequestUnits / 1e6),
            new("blob reads", "", reads, reads * Prices.TenThousandReads / 1e4),
            new("blob writes", "", writes, writes * Prices.TenThousandWrites / 1e4),
            new("queues and tables", "", hub, hub * Prices.TenThousandHubCalls / 1e4),
            new("blobs at rest", "B", BlobBytes, BlobBytes / 1e9 * Prices.BlobGigabyteMonth),
            new("documents at rest", "B", DocumentBytes, DocumentBytes / 1e9 * Prices.CosmosGigabyteMonth),
        ];
    }

    /// <summary>What one training costs, storage left out.</summary>
    public double TrainingCost() =>
        Executions * Prices.MillionExecutions / 1e6 + GigabyteSeconds * Prices.GigabyteSecond
        + RequestUnits * Prices.MillionRequestUnits / 1e6
        + (Training.Total.Reads + Training.Total.BytesRead / Prices.BytesPerCall) * Prices.TenThousandReads / 1e4
        + (Training.Total.Writes + Training.Total.BytesWritten / Prices.BytesPerCall) * Prices.TenThousandWrites / 1e4
        + Prices.HubCallsPerActivity * (Training.Total.Activities + Training.Total.Orchestrations) * Prices.TenThousandHubCalls / 1e4;

    /// <summary>What binds, and how far from it this is; the furthest beyond its bound first.</summary>
    public IReadOnlyList<PlanLimit> Limits()
    {
        var longest = Runs.MaxBy(run => run.Longest)!;
        var largest = Training.Stages.MaxBy(stage => stage.Memory)!;
        var documents = 2 * Training.Size.Listeners
            * BlobSizes.ListenerDocument(Training.Size.Factors, (double)Training.Size.Pairs / Training.Size.Listeners);
        PlanLimit[] limits =
        [
            new($"memory of an activity ({largest.Name})", "B", largest.Memory, Rates.ActivityBytes),
            new($"seconds of an activity ({longest.Stage.Name})", "s", longest.Longest, Rates.ActivityLimit),
            new("seconds of an activity (playlists)", "s", Serving.LongestActivity, Rates.ActivityLimit),
            new("tracks in the memory of who answers", "B", Serving.ServedBytes, Rates.Gigabytes * 1e9 - Rates.RuntimeBytes),
            new("a training in a day", "s", Seconds, 86_400),
            new("a week's playlists in a day", "s", Serving.BatchTime(Instances), 86_400),
            new("blobs in a storage account", "B", BlobBytes, Rates.AccountBytes),
            new("listeners' documents in a serverless container", "B", documents, Rates.ContainerBytes),
        ];
        return [.. limits.OrderByDescending(limit => limit.Share)];
    }
}

/// <summary>What a month takes of something.</summary>
/// <param name="Name">Of what.</param>
/// <param name="Unit">Counted in what; empty for its own number.</param>
/// <param name="Quantity">How much.</param>
/// <param name="Dollars">What that costs.</param>
public sealed record CostItem(string Name, string Unit, double Quantity, double Dollars);

/// <summary>A bound, and what the plan takes of it.</summary>
/// <param name="Name">Of what.</param>
/// <param name="Unit">B or s.</param>
/// <param name="Value">What the plan takes.</param>
/// <param name="Bound">What there is.</param>
public sealed record PlanLimit(string Name, string Unit, double Value, double Bound)
{
    /// <summary>The share that is taken; above 1 the plan does not work.</summary>
    public double Share => Value / Bound;
}
