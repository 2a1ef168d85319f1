using System.Net.Http.Json;
using Mixtape.Functions.Audio;
using Mixtape.Functions.Serving;
using Mixtape.Functions.Tests.Serving;
using Mixtape.Music.Listening;

namespace Mixtape.Functions.Tests.Weekly;

/// <summary>An app on a Friday that has learned the world with sound, to which new songs have come that nobody has played yet.</summary>
public sealed class RadarApp : IAsyncLifetime
{
    public static readonly DateOnly Today = new(2026, 3, 6);
    public static readonly DateOnly First = new(2026, 1, 24);

    private MixtapeApp? _app;

    internal MixtapeApp App => _app!;

    internal SetTime Time { get; } = new(DateTimeOffset.Parse("2026-03-06T12:00:00Z"));

    internal Generation Generation { get; private set; } = null!;

    /// <summary>Each song that came out lately with an older one that sounds the same, by the same artist.</summary>
    internal static Dictionary<string, Track> Fresh { get; } = Enumerable.Range(0, 40)
        .ToDictionary(i => $"fresh-{i:D2}", i => SoundWorld.World.Tracks[17 * i]);

    /// <summary>Songs at the edges of what is new, and such that were said to come out on another day first.</summary>
    internal static (string Id, string Artist, DateOnly Said, DateOnly Released)[] Edges { get; } =
    [
        ("first-day", "edges", First, First),
        ("day-before", "edges", First.AddDays(-1), First.AddDays(-1)),
        ("tomorrow", "edges", Today.AddDays(1), Today.AddDays(1)),
        ("moved-in", "moved", new DateOnly(2020, 1, 1), Today.AddDays(-3)),
        ("moved-away", "moved", Today.AddDays(-3), new DateOnly(2020, 1, 1)),
        ("moved-within", "moved", Today.AddDays(-20), Today),
    ];

    public async ValueTask InitializeAsync()
    {
        _app = await MixtapeApp.StartAsync(null, Time);
        await SoundApp.SendAsync(_app);
        await SendAsync(Fresh.Select((fresh, i) => fresh.Value with { Id = fresh.Key, ReleaseDate = Today.AddDays(-i) }));
        await SendAsync(Edges.Select(edge => new Track(edge.Id, edge.Id, edge.Artist, edge.Artist, edge.Said)));
        await SendAsync(Edges.Select(edge => new Track(edge.Id, edge.Id, edge.Artist, edge.Artist, edge.Released)));
        foreach (var follows in SoundWorld.World.Follows.Chunk(1000))
            (await _app.Client.PutAsJsonAsync("/api/follows", follows)).EnsureSuccessStatusCode();

        var audio = _app.Service<TrackAudioStore>();
        await SoundWorld.HearAsync(audio, SoundWorld.World.Tracks.Select(track => track.Id));
        foreach (var (id, twin) in Fresh) await audio.WriteAsync(SoundWorld.Audio(id, SoundWorld.Embedding(twin.Id)), default);
        foreach (var edge in Edges)
            await audio.WriteAsync(SoundWorld.Audio(edge.Id, SoundWorld.Embedding(SoundWorld.World.Tracks[3].Id)), default);
        await _app.TrainAsync(SoundWorld.Quick);
        Generation = (await _app.Service<Generations>().CurrentAsync(default))!;
    }

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task SendAsync(IEnumerable<Track> tracks) =>
        (await App.Client.PutAsJsonAsync("/api/tracks", tracks)).EnsureSuccessStatusCode();
}
