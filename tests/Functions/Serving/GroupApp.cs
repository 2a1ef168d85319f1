using System.Net.Http.Json;
using System.Text.Json;
using Mixtape.Functions.Audio;
using Mixtape.Functions.Serving;
using Mixtape.Music.Audio;
using Mixtape.Music.Listening;
using Mixtape.Numerics;

namespace Mixtape.Functions.Tests.Serving;

/// <summary>
/// An app that has learned the world with sound: most of it was heard with its genre, some without words, and some by another network.
/// </summary>
public sealed class GroupApp : IAsyncLifetime
{
    internal const string Markup = "</title><script>alert(\"1\")</script> & [red]";

    private MixtapeApp? _app;

    internal MixtapeApp App => _app!;

    internal JsonElement Training { get; private set; }

    internal Generation Generation { get; private set; } = null!;

    /// <summary>The tracks that another network heard.</summary>
    internal static HashSet<string> HeardOtherwise { get; } =
        [.. SoundWorld.World.Tracks.Select(track => track.Id).Where(id => StableHash.Fraction(StableHash.Of(id, seed: 5)) < 0.1)];

    /// <summary>The track whose title is hostile.</summary>
    internal static Track Hostile { get; } = SoundWorld.World.Tracks.First(track => !HeardOtherwise.Contains(track.Id));

    public async ValueTask InitializeAsync()
    {
        _app = await MixtapeApp.StartAsync();
        await SoundApp.SendAsync(_app);
        (await _app.Client.PutAsJsonAsync("/api/tracks", new[] { Hostile with { Title = Markup } })).EnsureSuccessStatusCode();
        var store = _app.Service<TrackAudioStore>();
        foreach (var (i, track) in SoundWorld.World.Tracks.Index())
        {
            var model = HeardOtherwise.Contains(track.Id) ? "ears-0" : SoundWorld.Model;
            var audio = SoundWorld.Audio(track.Id, SoundWorld.Embedding(track.Id), model);
            await store.WriteAsync(audio with { Features = i % 5 == 0 ? null : Features(track.Id) }, default);
        }

        Training = await _app.TrainAsync(SoundWorld.Quick);
        Generation = (await _app.Service<Generations>().CurrentAsync(default))!;
    }

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static AudioFeatures Features(string track) => new()
    {
        Seconds = 180,
        Genre = HeardOtherwise.Contains(track) ? "noise" : SoundWorld.World.Truth.TrackGenres[track],
    };
}
