using Mixtape.Music.Listening;

namespace Mixtape.Music.Tests.Listening;

public sealed class PlayCounterTests
{
    [Fact]
    public void Add_OneIdForEventsThatDiffer_TheSameOneCountsInAnyOrder()
    {
        var first = new ListeningEvent("l", "t1", DateTimeOffset.UnixEpoch, 40_000, EventKind.Stream, 1, "id");
        ListeningEvent[] events = [first, first with { Track = "t2" }, first with { Track = "t3", Count = 9 }];

        var outcomes = new[] { events, [.. events.Reverse()], [events[1], events[0], events[2], events[1]] }.Select(order =>
        {
            var counter = new PlayCounter(new InterestOptions(), DateTimeOffset.UnixEpoch);
            Assert.Equal([true, .. Enumerable.Repeat(false, order.Length - 1)], order.Select(counter.Add));
            return Assert.Single(Assert.Single(counter.Listeners()).Tracks);
        });

        Assert.Single(outcomes.Distinct());
    }

    private static readonly ListeningEvent _stream = new("u", "t", SomeEvents.Now, 200_000, EventKind.Stream);

    [Fact]
    public void Listeners_AnyOrderAndRepetition_SameToTheLastBit()
    {
        var events = SomeEvents.Random(3_000, 1);
        var expected = Count(events);
        for (ulong seed = 0; seed < 5; seed++)
        {
            var again = events.Concat(events.Take(500)).ToList();
            SomeEvents.Shuffle(again, seed);
            Assert.Equal(expected, Count(again));
        }
    }

    [Fact]
    public void Listeners_ManyEvents_AreSummedByListenerAndTrackInOrdinalOrder()
    {
        var options = new InterestOptions();
        var events = SomeEvents.Random(2_000, 2);
        var counted = Count(events);

        var expected = events.DistinctBy(EventIdentity.Of).GroupBy(e => (e.Listener, e.Track))
            .OrderBy(pair => pair.Key.Listener, StringComparer.Ordinal).ThenBy(pair => pair.Key.Track, StringComparer.Ordinal)
            .Select(pair => (pair.Key.Listener, pair.Key.Track, Plays: pair.Sum(e => options.Weigh(e, SomeEvents.Now)))).ToList();
        Assert.Equal(expected.Select(pair => (pair.Listener, pair.Track)), counted.Select(pair => (pair.Listener, pair.Track)));
        foreach (var (sum, pair) in expected.Zip(counted)) Assert.Equal(sum.Plays, pair.Plays, 1e-4 * (1 + sum.Plays));
        Assert.Contains(counted, pair => pair.Plays == 0);
    }

    [Fact]
    public void Add_SameEventAgain_IsNotCounted()
    {
        var counter = new PlayCounter(new InterestOptions(), SomeEvents.Now);
        Assert.True(counter.Add(_stream));
        Assert.False(counter.Add(_stream with { }));
        Assert.True(counter.Add(_stream with { MsPlayed = 200_001 }));
        Assert.Equal(2, counter.Events);
        Assert.Equal(2, PlaysOf(counter));
    }

    [Fact]
    public void Listeners_MoreThanTheCap_StayAtIt()
    {
        var counter = new PlayCounter(new InterestOptions { MaximumPlays = 10 }, SomeEvents.Now);
        counter.Add(_stream with { Count = 8 });
        counter.Add(_stream with { Count = 100_000_000 });
        counter.Add(_stream with { Count = 1 });
        Assert.Equal(10, PlaysOf(counter));
    }

    [Fact]
    public void Listeners_ManyHugeEventsAtTheHighestCap_DoNotOverflow()
    {
        var counter = new PlayCounter(new InterestOptions { MaximumPlays = 1e9f, Save = 1e30f }, SomeEvents.Now);
        for (var i = 0; i < 20_000; i++) counter.Add(_stream with { Kind = EventKind.Save, Id = $"{i}", Count = int.MaxValue });
        Assert.Equal(1e9f, PlaysOf(counter));
    }

    [Fact]
    public void Listeners_OnlySkips_AreThereWithZero()
    {
        var counter = new PlayCounter(new InterestOptions(), SomeEvents.Now);
        counter.Add(_stream with { Kind = EventKind.Skip, MsPlayed = 1_000 });
        counter.Add(_stream with { MsPlayed = 29_999 });
        Assert.Equal(0, PlaysOf(counter));
    }

    private static float PlaysOf(PlayCounter counter) => Assert.Single(Assert.Single(counter.Listeners()).Tracks).Plays;

    private static List<(string Listener, string Track, float Plays)> Count(List<ListeningEvent> events)
    {
        var counter = new PlayCounter(new InterestOptions(), SomeEvents.Now);
        foreach (var e in events) counter.Add(e);
        return [.. counter.Listeners().SelectMany(listener => listener.Tracks.Select(pair => (listener.Listener, pair.Track, pair.Plays)))];
    }
}
