using System.Net.Http.Json;
using System.Text.Json;
using Mixtape.Functions.Audio;
using Mixtape.Functions.Serving;

namespace Mixtape.Functions.Tests.Serving;

/// <summary>An app that has learned the world with sound, all of which was heard.</summary>
public sealed class SoundApp : IAsyncLifetime
{
    private MixtapeApp? _app;

    internal MixtapeApp App => _app!;

    /// <summary>The status of its training at the end.</summary>
    internal JsonElement Training { get; private set; }

    internal Generation Generation { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await MixtapeApp.StartAsync();
        await SendAsync(_app);
        await SoundWorld.HearAsync(_app.Service<TrackAudioStore>(), SoundWorld.World.Tracks.Select(track => track.Id));
        Training = await _app.TrainAsync(SoundWorld.Quick);
        Generation = (await _app.Service<Generations>().CurrentAsync(default))!;
    }

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Sends the catalogue and what people play of it.</summary>
    internal static async Task SendAsync(MixtapeApp app)
    {
        foreach (var tracks in SoundWorld.World.Tracks.Chunk(1000))
            (await app.Client.PutAsJsonAsync("/api/tracks", tracks)).EnsureSuccessStatusCode();
        foreach (var events in SoundWorld.Events.Chunk(1000)) await app.SendAsync(events);
    }

    /// <summary>What a training said of sound.</summary>
    internal static string Note(JsonElement training) => training.GetProperty("stages").EnumerateArray()
        .Single(stage => stage.GetProperty("name").GetString() == "sound").GetProperty("note").GetString()!;
}
