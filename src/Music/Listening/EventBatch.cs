using System.Globalization;

namespace Mixtape.Music.Listening;

/// <summary>Events as clients send them.</summary>
public static class EventBatch
{
    /// <summary>No event is older: streaming began around then, and older dates are broken clocks.</summary>
    public static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How far a client's clock may be ahead.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    private const int MaximumMilliseconds = 24 * 60 * 60 * 1000;
    private const int MaximumCount = 100_000_000;

    /// <summary>
    /// Why a batch with this event would be refused, its ids apart, which <see cref="ExternalId"/> judges; null where it
    /// would not. The same limits as <see cref="Read"/>'s.
    /// </summary>
    public static string? Problem(ListeningEvent e, DateTimeOffset now)
    {
        if (TimeProblem(e.Timestamp, now) is { } problem) return problem;
        if (e.MsPlayed is < 0 or > MaximumMilliseconds) return "its length of play is not from 0 to 24 hours";
        return e.Count is < 1 or > MaximumCount
            ? string.Create(CultureInfo.InvariantCulture, $"its count {e.Count:n0} is not from 1 to {MaximumCount:n0}")
            : null;
    }

    /// <summary>Why no event may have this time; null where one may.</summary>
    public static string? TimeProblem(DateTimeOffset time, DateTimeOffset now) =>
        time < Earliest || time > now + Ahead
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"its time {time:yyyy-MM-dd} is not from {Earliest:yyyy-MM-dd} to {now + Ahead:yyyy-MM-dd}")
            : null;

    /// <summary>
    /// Reads a batch: {id?, listener, track, timestamp, msPlayed, kind?, count?} each. msPlayed may be missing where
    /// the kind is no playback; without a kind, msPlayed decides between stream and skip.
    /// </summary>
    public static (List<ListeningEvent> Items, List<ItemError> Errors) Read(ReadOnlySpan<byte> utf8, DateTimeOffset now) =>
        JsonBatch.Read(utf8, "events", item =>
        {
            var kind = item.OptionalName<EventKind>("kind");
            var playback = kind is null or EventKind.Stream or EventKind.Skip;
            var msPlayed = item.Integer("msPlayed", 0, MaximumMilliseconds, playback ? null : 0);
            var e = new ListeningEvent(
                item.Id("listener"),
                item.Id("track"),
                item.Moment("timestamp", Earliest, now + Ahead),
                msPlayed,
                kind ?? (msPlayed >= InterestOptions.StreamMilliseconds ? EventKind.Stream : EventKind.Skip),
                item.Integer("count", 1, MaximumCount, 1),
                item.OptionalId("id"));
            return item.Sound ? e : null;
        });
}
