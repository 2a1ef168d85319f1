using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Mixtape.Local.FunctionsRuntime.Host;
using Mixtape.Music.Listening;
using Mixtape.Music.SampleWorld;

namespace Mixtape.Functions.Tests;

/// <summary>The whole app in this process, on a free port and a folder of its own.</summary>
internal sealed class MixtapeApp : IAsyncDisposable
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    private readonly FunctionsHost _host;
    private readonly TemporaryFolder? _owned;

    private MixtapeApp(FunctionsHost host, TemporaryFolder? owned)
    {
        _host = host;
        _owned = owned;
        Client = new HttpClient { BaseAddress = new Uri(host.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public T Service<T>()
        where T : notnull => ((IHost)_host).Services.GetRequiredService<T>();

    /// <summary>Starts the app; settings are command-line arguments such as <c>--Mixtape:TimeZone=Asia/Tokyo</c>.</summary>
    public static Task<MixtapeApp> StartAsync(TemporaryFolder? folder = null, TimeProvider? time = null, params string[] settings) =>
        StartWithAsync(services => { if (time is not null) services.AddSingleton(time); }, folder, settings);

    /// <summary>Starts the app with services of its own put over by others.</summary>
    public static async Task<MixtapeApp> StartWithAsync(
        Action<IServiceCollection> replace, TemporaryFolder? folder = null, params string[] settings)
    {
        var owned = folder is null ? new TemporaryFolder() : null;
        var builder = FunctionsApplication.CreateBuilder(
            ["--port", "0", "--LocalState", (folder ?? owned)!.Path, .. settings], typeof(MixtapeServices).Assembly);
        builder.ConfigureFunctionsWebApplication();
        builder.UseMixtape();
        builder.Services.AddMixtape(builder.Configuration);
        replace(builder.Services);
        var host = (FunctionsHost)builder.Build();
        await host.StartAsync();
        return new MixtapeApp(host, owned);
    }

    /// <summary>A world small enough to train on in a second or two.</summary>
    public static SampleWorld SmallWorld { get; } = SampleWorld.Generate(new SampleWorldOptions
    {
        AsOf = new DateOnly(2026, 3, 2),
        Listeners = 240,
        Artists = 60,
        Tracks = 700,
        MeanEvents = 120,
    });

    /// <summary>Sends a world's catalogue and events.</summary>
    public async Task SendAsync(SampleWorld world)
    {
        foreach (var tracks in world.Tracks.Chunk(1000))
            (await Client.PutAsJsonAsync("/api/tracks", tracks, _json)).EnsureSuccessStatusCode();
        foreach (var events in world.Events.Chunk(1000)) await SendAsync(events);
    }

    /// <summary>Sends a batch of events.</summary>
    public async Task SendAsync(IEnumerable<ListeningEvent> events)
    {
        var answer = await Client.PostAsJsonAsync("/api/events", events, _json);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Trains and waits for the end.</summary>
    /// <returns>The last status.</returns>
    public async Task<JsonElement> TrainAsync(object? settings = null)
    {
        var answer = await Client.PostAsJsonAsync("/api/training", settings ?? new { iterations = 6 });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        var started = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return await WaitAsync(started.GetProperty("statusUrl").GetString()!);
    }

    /// <summary>Waits for an orchestration to end well; it need not have begun.</summary>
    public async Task<JsonElement> WaitAsync(string statusUrl)
    {
        for (var deadline = DateTime.UtcNow.AddMinutes(3); DateTime.UtcNow < deadline; await Task.Delay(50))
        {
            if ((await Client.GetAsync(statusUrl)).StatusCode == System.Net.HttpStatusCode.NotFound) continue;
            var status = await GetAsync(statusUrl);
            var state = status.GetProperty("status").GetString();
            Assert.True(state is not ("failed" or "terminated"), status.ToString());
            if (state == "completed") return status;
        }

        throw new TimeoutException($"{statusUrl} did not complete.");
    }

    /// <summary>GET that must succeed.</summary>
    public async Task<JsonElement> GetAsync(string url)
    {
        var answer = await Client.GetAsync(url);
        Assert.True(answer.IsSuccessStatusCode, $"{url}: {await answer.Content.ReadAsStringAsync()}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>The ids of the tracks of an answer.</summary>
    public static string[] TrackIds(JsonElement answer) =>
        [.. answer.GetProperty("tracks").EnumerateArray().Select(track => track.GetProperty("track").GetString()!)];

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.StopAsync();
        await _host.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _owned?.Dispose();
    }
}
