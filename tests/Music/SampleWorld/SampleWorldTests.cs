using System.Security.Cryptography;
using System.Text;
using Mixtape.Music.Listening;
using Mixtape.Music.SampleWorld;
using World = Mixtape.Music.SampleWorld.SampleWorld;

namespace Mixtape.Music.Tests.SampleWorlds;

public sealed class SampleWorldTests(SampleWorldTests.DefaultWorld shared) : IClassFixture<SampleWorldTests.DefaultWorld>
{
    private static readonly DateOnly _asOf = new(2026, 11, 21);

    private readonly World _world = shared.World;
    private readonly List<ListeningEvent> _events = shared.Events;

    [Fact]
    public void Generate_SameOptions_GivesTheSameBytes()
    {
        var options = new SampleWorldOptions { AsOf = _asOf, Listeners = 50, Artists = 40, Tracks = 300 };
        var world = World.Generate(options);

        Assert.Equal(Hash(world), Hash(World.Generate(options)));
        Assert.Equal(Hash(world), Hash(world));
        Assert.NotEqual(Hash(world), Hash(World.Generate(options with { Seed = 1 })));
        Assert.Equal(Hash(world), Hash(World.Generate(options with { Features = true })));
        // Pinned: a change here changes every figure measured on the sample world.
        Assert.Equal("18858a35fdbd9ee8af6e478648dbfcd2eda2935622d1f9de142c885bf4bb364f", Hash(world));
    }

    [Fact]
    public void Generate_WithFeatures_AreThoseOfTheGenreAndTheSameEachTime()
    {
        var options = new SampleWorldOptions { AsOf = _asOf, Listeners = 1, Artists = 60, Tracks = 2_000, Features = true };
        var world = World.Generate(options);

        var again = World.Generate(options);

        Assert.All(world.Tracks.Zip(again.Tracks), pair => Assert.Equal(pair.First.Features, pair.Second.Features));
        Assert.All(world.Tracks, track => Assert.Equal(5, track.Features!.Count));
        var energies = world.Tracks.ToLookup(track => world.Truth.TrackGenres[track.Id], track => track.Features!["energy"]);
        Assert.True(energies["metal"].Min() > energies["ambient"].Average() + 0.3);
    }

    [Fact]
    public void Generate_Defaults_HasThePromisedShape()
    {
        Assert.Equal(5_000, _world.Tracks.Count);
        Assert.Equal(2_000, _world.Listeners.Count);
        Assert.Equal(400, _world.Tracks.Select(track => track.ArtistId).Distinct().Count());
        Assert.Equal(WorldTruth.Genres.Count, _world.Truth.TrackGenres.Values.Distinct().Count());
        Assert.InRange(_events.Count, 280_000, 350_000);
        Assert.InRange(_events.DistinctBy(e => (e.Listener, e.Track)).Count() / 2_000.0, 120, 165);
        Assert.Equal(_world.Listeners, _events.Select(e => e.Listener).Distinct());
        foreach (var kind in Enum.GetValues<EventKind>()) Assert.Contains(_events, e => e.Kind == kind);
        Assert.InRange(_events.Count(e => e.Kind == EventKind.Stream) / (double)_events.Count, 0.75, 0.95);
    }

    [Fact]
    public void Events_Plays_FollowAPowerLawWithASaneHead()
    {
        var plays = _events.GroupBy(e => e.Track).Select(group => group.Count()).OrderDescending().ToList();
        var total = (double)plays.Sum();
        Assert.InRange(plays.Take(50).Sum() / total, 0.05, 0.25);
        Assert.InRange(plays.Take(500).Sum() / total, 0.28, 0.6);
        Assert.InRange(plays.Count, 4_500, 5_000);
    }

    [Fact]
    public void Events_OfEachListener_AreMostlyOfThePlantedGenres()
    {
        var shares = _events.Where(e => e.Kind == EventKind.Stream).GroupBy(e => e.Listener).Where(group => group.Count() >= 50)
            .Select(group => group.Count(IsPlanted) / (double)group.Count()).ToList();
        Assert.InRange(shares.Average(), 0.82, 0.95);
        Assert.True(
            shares.Min() > 0.5, $"The least faithful listener keeps to the planted genres for {shares.Min():p0} only.");

        var (onTaste, offTaste) = (SkipShare(IsPlanted), SkipShare(e => !IsPlanted(e)));
        Assert.True(offTaste > 3 * onTaste, $"{offTaste:p1} skips off taste, {onTaste:p1} on taste");

        bool IsPlanted(ListeningEvent e) =>
            _world.Truth.Tastes[e.Listener].GenreWeights.ContainsKey(_world.Truth.TrackGenres[e.Track]);

        double SkipShare(Func<ListeningEvent, bool> which) =>
            _events.Where(which).Average(e => e.Kind == EventKind.Skip ? 1.0 : 0);
    }

    [Fact]
    public void Events_WithinAGenre_AreMostlyNearThePlantedStyle()
    {
        var artists = _world.Tracks.ToDictionary(track => track.Id, track => track.ArtistId!);
        var distances = _events.Where(e => e.Kind == EventKind.Stream).Select(e =>
        {
            var taste = _world.Truth.Tastes[e.Listener].GenreStyles;
            if (!taste.TryGetValue(_world.Truth.TrackGenres[e.Track], out var style)) return double.NaN;
            var apart = Math.Abs(_world.Truth.ArtistStyles[artists[e.Track]] - style);
            return Math.Min(apart, 1 - apart);
        }).Where(distance => !double.IsNaN(distance)).ToList();

        // By chance alone the mean would be a quarter of the circle.
        Assert.InRange(distances.Average(), 0.05, 0.17);
    }

    [Fact]
    public void Truth_Tastes_AreWeightsOfGenresAndKnownArtists()
    {
        Assert.All(_world.Truth.Tastes.Values, taste =>
        {
            Assert.InRange(taste.GenreWeights.Count, 1, 3);
            Assert.Equal(1, taste.GenreWeights.Values.Sum(), 9);
            Assert.Equal(taste.GenreWeights.Keys, taste.GenreStyles.Keys);
            Assert.InRange(taste.FavouriteArtists.Count, 1, 6);
            Assert.Subset(_world.Truth.ArtistGenres.Keys.ToHashSet(), taste.FavouriteArtists.ToHashSet());
        });
    }

    [Fact]
    public void Events_Times_AreInOrderWithinTheYearAndAfterTheRelease()
    {
        var released = _world.Tracks.ToDictionary(track => track.Id, track => track.ReleaseDate!.Value);
        var end = new DateTimeOffset(_asOf, TimeOnly.MinValue, TimeSpan.Zero);
        ListeningEvent? before = null;
        foreach (var e in _events)
        {
            Assert.InRange(e.Timestamp, end.AddDays(-366), end.AddTicks(-1));
            Assert.True(DateOnly.FromDateTime(e.Timestamp.UtcDateTime) >= released[e.Track]);
            if (before?.Listener == e.Listener) Assert.True(before.Timestamp <= e.Timestamp);
            before = e;
        }

        Assert.All(released.Values, day => Assert.True(day <= _asOf));
        Assert.Contains(released.Values, day => day > _asOf.AddDays(-7));
    }

    [Fact]
    public void Events_Playback_AgreesWithItsKindAndTheTrack()
    {
        var durations = _world.Tracks.ToDictionary(track => track.Id, track => track.DurationMs!.Value);
        foreach (var e in _events)
        {
            var (least, most) = e.Kind switch
            {
                EventKind.Stream => (30_000, durations[e.Track]),
                EventKind.Skip => (1, 29_999),
                _ => (0, 0),
            };
            Assert.InRange(e.MsPlayed, least, most);
        }
    }

    [Fact]
    public void Generate_Names_AreUniqueAndIdsAreValid()
    {
        Assert.Equal(_world.Tracks.Count, _world.Tracks.Select(track => track.Id).Distinct().Count());
        Assert.Equal(_world.Tracks.Count, _world.Tracks.Select(track => track.Title).Distinct().Count());
        Assert.All(_world.Tracks, track =>
        {
            Assert.Null(ExternalId.Problem(track.Id));
            Assert.Null(ExternalId.Problem(track.ArtistId));
            Assert.False(string.IsNullOrWhiteSpace(track.Artist));
        });
        Assert.All(_world.Listeners, listener => Assert.Null(ExternalId.Problem(listener)));
        Assert.Equal(_world.Follows.Count, _world.Follows.Distinct().Count());
        Assert.All(_world.Follows, follow => Assert.Contains(follow.Artist, _world.Truth.Tastes[follow.Listener].FavouriteArtists));
        Assert.InRange(_world.Follows.Count, 2_000, 8_000);
    }

    [Theory]
    [InlineData(1, 12, 12, 1)]
    [InlineData(3, 12, 50, 400)]
    public void Generate_SmallWorld_Works(int listeners, int artists, int tracks, int meanEvents)
    {
        var options = new SampleWorldOptions
        {
            AsOf = _asOf,
            Listeners = listeners,
            Artists = artists,
            Tracks = tracks,
            MeanEvents = meanEvents,
        };
        Assert.Equal(listeners, World.Generate(options).Events.Select(e => e.Listener).Distinct().Count());
    }

    [Fact]
    public void Options_OutOfRange_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SampleWorldOptions { AsOf = _asOf, Listeners = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SampleWorldOptions { AsOf = _asOf, Artists = 11 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SampleWorldOptions { AsOf = _asOf, Tracks = 1_000_001 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SampleWorldOptions { AsOf = _asOf, MeanEvents = 0 });
        Assert.Throws<ArgumentException>(() => World.Generate(new SampleWorldOptions { AsOf = _asOf, Tracks = 100 }));
    }

    private static string Hash(World world)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var track in world.Tracks) Append($"{track with { Features = null }}".Replace(", Features = ", "")); // older than these
        foreach (var happening in world.Events) Append(happening);
        foreach (var follow in world.Follows) Append(follow);
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(object record) => hash.AppendData(Encoding.UTF8.GetBytes($"{record}\n"));
    }

    public sealed class DefaultWorld
    {
        public DefaultWorld()
        {
            World = World.Generate(new SampleWorldOptions { AsOf = _asOf });
            Events = [.. World.Events];
        }

        public World World { get; }

        public List<ListeningEvent> Events { get; }
    }
}
