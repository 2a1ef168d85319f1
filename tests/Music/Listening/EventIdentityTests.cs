using Mixtape.Music.Listening;

namespace Mixtape.Music.Tests.Listening;

public sealed class EventIdentityTests
{
    private static readonly ListeningEvent _event = new("u", "t", SomeEvents.Now, 1, EventKind.Stream);

    [Fact]
    public void Of_AnyDifferenceInContent_Differs()
    {
        ListeningEvent[] events =
        [
            _event,
            _event with { Listener = "v" },
            _event with { Track = "s" },
            _event with { Timestamp = SomeEvents.Now.AddMilliseconds(1) },
            _event with { MsPlayed = 2 },
            _event with { Kind = EventKind.Skip },
            _event with { Count = 2 },
            _event with { Id = "t" },
            _event with { Id = "s" },
            _event with { Listener = "v", Id = "s" },
            _event with { Listener = "ut", Track = "" },
            _event with { Listener = "", Track = "ut" },
        ];
        Assert.Equal(events.Length, events.Select(EventIdentity.Of).Distinct().Count());
    }

    [Fact]
    public void Of_SameId_IsTheSameWhateverElseDiffers()
    {
        var first = _event with { Id = "x" };
        Assert.Equal(EventIdentity.Of(first), EventIdentity.Of(first with { Track = "other", MsPlayed = 9, Count = 3, Timestamp = default }));
    }

    [Fact]
    public void Of_SameMomentInAnotherZoneOrBelowAMillisecond_IsTheSame()
    {
        Assert.Equal(EventIdentity.Of(_event), EventIdentity.Of(_event with { Timestamp = SomeEvents.Now.ToOffset(TimeSpan.FromHours(9)) }));
        Assert.Equal(EventIdentity.Of(_event), EventIdentity.Of(_event with { Timestamp = SomeEvents.Now.AddTicks(9_999) }));
    }

    [Fact]
    public void Of_LongestIds_Works()
    {
        var e = new ListeningEvent(new string('曲', 200), new string('é', 200), SomeEvents.Now, 1, EventKind.Like, 1, new string('x', 200));
        Assert.NotEqual(EventIdentity.Of(e), EventIdentity.Of(e with { Id = null }));
    }
}
