namespace Mixtape.Music.Scale;

/// <summary>What a stage of a training, or several together, takes. Counts are doubles: at some sizes they pass 64 bits.</summary>
public sealed record StagePlan
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Activities that run.</summary>
    public double Activities { get; init; }

    /// <summary>Orchestration instances beside the training's own.</summary>
    public double Orchestrations { get; init; }

    /// <summary>Reads of blobs, ranges of them included.</summary>
    public double Reads { get; init; }

    /// <summary>Writes of blobs.</summary>
    public double Writes { get; init; }

    /// <summary>Bytes read.</summary>
    public double BytesRead { get; init; }

    /// <summary>Bytes written.</summary>
    public double BytesWritten { get; init; }

    /// <summary>Blobs deleted.</summary>
    public double Deletes { get; init; }

    /// <summary>Documents written.</summary>
    public double DocumentsWritten { get; init; }

    /// <summary>Their bytes.</summary>
    public double DocumentBytes { get; init; }

    /// <summary>Documents deleted.</summary>
    public double DocumentsDeleted { get; init; }

    /// <summary>Floating-point operations of the solver.</summary>
    public double Flops { get; init; }

    /// <summary>Events handled, each read or sorted or counted once.</summary>
    public double EventsHandled { get; init; }

    /// <summary>Reads, of all, that single activities make one after the other while nothing else runs.</summary>
    public double SerialReads { get; init; }

    /// <summary>Bytes of those.</summary>
    public double SerialBytes { get; init; }

    /// <summary>How many such activities there are.</summary>
    public double SerialRuns { get; init; }

    /// <summary>Bytes that one of its activities holds in memory, roughly.</summary>
    public double Memory { get; init; }

    /// <summary>Two stages together.</summary>
    public static StagePlan operator +(StagePlan a, StagePlan b) => new()
    {
        Name = a.Name,
        Activities = a.Activities + b.Activities,
        Orchestrations = a.Orchestrations + b.Orchestrations,
        Reads = a.Reads + b.Reads,
        Writes = a.Writes + b.Writes,
        BytesRead = a.BytesRead + b.BytesRead,
        BytesWritten = a.BytesWritten + b.BytesWritten,
        Deletes = a.Deletes + b.Deletes,
        DocumentsWritten = a.DocumentsWritten + b.DocumentsWritten,
        DocumentBytes = a.DocumentBytes + b.DocumentBytes,
        DocumentsDeleted = a.DocumentsDeleted + b.DocumentsDeleted,
        Flops = a.Flops + b.Flops,
        EventsHandled = a.EventsHandled + b.EventsHandled,
        SerialReads = a.SerialReads + b.SerialReads,
        SerialBytes = a.SerialBytes + b.SerialBytes,
        SerialRuns = a.SerialRuns + b.SerialRuns,
        Memory = Math.Max(a.Memory, b.Memory),
    };

    /// <summary>The same so many times.</summary>
    public StagePlan Times(double times, string name) => new()
    {
        Name = name,
        Activities = times * Activities,
        Orchestrations = times * Orchestrations,
        Reads = times * Reads,
        Writes = times * Writes,
        BytesRead = times * BytesRead,
        BytesWritten = times * BytesWritten,
        Deletes = times * Deletes,
        DocumentsWritten = times * DocumentsWritten,
        DocumentBytes = times * DocumentBytes,
        DocumentsDeleted = times * DocumentsDeleted,
        Flops = times * Flops,
        EventsHandled = times * EventsHandled,
        SerialReads = times * SerialReads,
        SerialBytes = times * SerialBytes,
        SerialRuns = times * SerialRuns,
        Memory = Memory,
    };
}
