using System.Diagnostics.Metrics;

namespace Mixtape.Storage;

/// <summary>
/// Sums the request units that Cosmos DB charges for all that is asked of it between <see cref="Measure"/> and <see cref="Dispose"/>,
/// within the same flow: in tasks started there too, whichever thread they run on. Of requests that the SDK repeats by itself only the last
/// is charged here. An embedded store charges nothing. Safe for concurrent use.
/// </summary>
public sealed class RequestCharge : IDisposable
{
    /// <summary>The meter of what the stores do; its counter <c>mixtape.documents.request_units</c> sums up all charges.</summary>
    public const string MeterName = "Mixtape.Storage";

    private static readonly AsyncLocal<RequestCharge?> _current = new();
    private static readonly Meter _meter = new(MeterName);
    private static readonly Counter<double> _requestUnits = _meter.CreateCounter<double>(
        "mixtape.documents.request_units", "{request_unit}", "Request units charged, by operation and container.");

    private readonly RequestCharge? _outer;
    private double _total;

    private RequestCharge() => _outer = _current.Value;

    /// <summary>Request units so far.</summary>
    public double Total => Volatile.Read(ref _total);

    /// <summary>Begins to sum; ends when disposed of, in the same method. An outer sum goes on and has these as well.</summary>
    public static RequestCharge Measure() => _current.Value = new RequestCharge();

    /// <inheritdoc/>
    public void Dispose() => _current.Value = _outer;

    /// <summary>Adds a charge.</summary>
    internal static void Add(double units, string operation, string container)
    {
        _requestUnits.Add(units, new("operation", operation), new("container", container));
        for (var charge = _current.Value; charge is not null; charge = charge._outer)
        {
            double before;
            do before = charge.Total;
            while (Interlocked.CompareExchange(ref charge._total, before + units, before) != before);
        }
    }
}
