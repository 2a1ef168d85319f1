using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Mixtape.Functions.Tests.Telemetry;

/// <summary>Keeps the spans and measurements of Mixtape in this process, those of other tests' apps included.</summary>
internal sealed class RecordedTelemetry : IDisposable
{
    private readonly ConcurrentQueue<Activity> _spans = [];
    private readonly ConcurrentQueue<(Instrument Instrument, KeyValuePair<string, object?>[] Tags)> _measurements = [];
    private readonly ActivityListener _spanListener;
    private readonly MeterListener _meterListener;

    public RecordedTelemetry()
    {
        _spanListener = new ActivityListener
        {
            ShouldListenTo = source => IsOurs(source.Name),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_spanListener);
        _meterListener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (IsOurs(instrument.Meter.Name)) listener.EnableMeasurementEvents(instrument);
            },
        };
        _meterListener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => _measurements.Enqueue((instrument, tags.ToArray())));
        _meterListener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => _measurements.Enqueue((instrument, tags.ToArray())));
        _meterListener.Start();
    }

    public IEnumerable<Activity> Spans => _spans;

    public IEnumerable<(Instrument Instrument, KeyValuePair<string, object?>[] Tags)> Measurements => _measurements;

    /// <summary>All that can leave the process, a line each.</summary>
    public IEnumerable<string> Lines =>
        _spans.Select(span =>
                $"{span.DisplayName} {span.StatusDescription} {span.TraceStateString} {Text(span.TagObjects)} {Text(span.Baggage)} "
                + string.Join(' ', span.Events.Select(e => e.Name + Text(e.Tags))))
            .Concat(_measurements.Select(measurement => $"{measurement.Instrument.Name} {Text(measurement.Tags)}"));

    public void Dispose()
    {
        _spanListener.Dispose();
        _meterListener.Dispose();
    }

    private static bool IsOurs(string name) => name.StartsWith("Mixtape.", StringComparison.Ordinal);

    private static string Text<T>(IEnumerable<KeyValuePair<string, T>> tags) =>
        string.Join(' ', tags.Select(tag => $"{tag.Key}={tag.Value}"));
}
