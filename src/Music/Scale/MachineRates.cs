namespace Mixtape.Music.Scale;

/// <summary>
/// What an instance does in a second, and what the services behind it allow. The defaults are those of a Flex Consumption instance of
/// 2,048 MB and one core. Microsoft states memory, cores and the limits of accounts; it does not state an instance's bandwidth or a
/// core's arithmetic, so those are assumptions on the careful side, to be replaced by measurements.
/// </summary>
public sealed record MachineRates
{
    /// <summary>Bytes of memory that are billed, in GB.</summary>
    public double Gigabytes { get; init; } = 2;

    /// <summary>Bytes that the host and the runtime take of it themselves.</summary>
    public double RuntimeBytes { get; init; } = 300e6;

    /// <summary>Activities that run at once, as host.json says.</summary>
    public double ActivitiesAtOnce { get; init; } = 2;

    /// <summary>
    /// Floating-point operations a second, all of the instance. Assumed: a quarter of what one core of the README's machine reaches.
    /// </summary>
    public double Flops { get; init; } = 20e9;

    /// <summary>Bytes a second to and from blobs. Assumed.</summary>
    public double BytesPerSecond { get; init; } = 60e6;

    /// <summary>Seconds until the first byte of a blob call. Assumed.</summary>
    public double CallSeconds { get; init; } = 0.015;

    /// <summary>Seconds to hand an activity out and take its result. Assumed.</summary>
    public double ActivitySeconds { get; init; } = 0.2;

    /// <summary>Seconds of a core to read or sort or count an event. Measured, twice what the README's machine takes.</summary>
    public double EventSeconds { get; init; } = 4e-6;

    /// <summary>Seconds of a core to write a document. Assumed.</summary>
    public double DocumentSeconds { get; init; } = 100e-6;

    /// <summary>Bytes a second that a scan over vectors in memory reads. Assumed.</summary>
    public double ScanBytesPerSecond { get; init; } = 5e9;

    /// <summary>Seconds that an activity may take, as host.json says.</summary>
    public double ActivityLimit { get; init; } = 600;

    /// <summary>Bytes a second out of one storage account: 200 Gbit/s in the larger regions.</summary>
    public double AccountBytesPerSecond { get; init; } = 25e9;

    /// <summary>Calls a second of one storage account.</summary>
    public double AccountCallsPerSecond { get; init; } = 20_000;

    /// <summary>Bytes that a storage account holds.</summary>
    public double AccountBytes { get; init; } = 5.6e15;

    /// <summary>Request units a second of one container: what a serverless account gives.</summary>
    public double RequestUnitsPerSecond { get; init; } = 5_000;

    /// <summary>Bytes of one container of a serverless account.</summary>
    public double ContainerBytes { get; init; } = 1e12;

    /// <summary>Memory that one activity can have.</summary>
    public double ActivityBytes => (Gigabytes * 1e9 - RuntimeBytes) / ActivitiesAtOnce;
}
