using System.Net.Http.Json;
using System.Text.Json;
using Mixtape.Functions.Audio;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Audio;

public sealed class KilledAudioTests
{
    private const int Recordings = 40;
    private const int Kills = 3;

    [Fact]
    public async Task Run_KilledThreeTimes_HearsEverythingAsOneLeftAloneWould()
    {
        using var folder = new TemporaryFolder();
        using var time = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var store = new FileBlobStore(Path.Combine(folder.Path, "blobs"));
        for (var i = 0; i < Recordings; i++)
        {
            var content = i % 10 == 9 ? "no audio"u8.ToArray() : Tone.Wave(200 + 20 * i, 20);
            await store.WriteAsync($"audio/t{i}", (stream, cancellation) => stream.WriteAsync(content, cancellation).AsTask());
        }

        var killed = 0;
        var app = await AppProcess.StartAsync(folder.Path, time.Token);
        try
        {
            var answer = await app.Client.PostAsync("/api/audio/analyses", null, time.Token);
            var url = (await answer.Content.ReadFromJsonAsync<JsonElement>(time.Token)).GetProperty("statusUrl").GetString()!;
            while (true)
            {
                var status = await app.Client.GetFromJsonAsync<JsonElement>(url, time.Token);
                Assert.NotEqual("failed", status.GetProperty("status").GetString());
                if (status.GetProperty("status").GetString() == "completed") break;
                if (killed == Kills || status.GetProperty("done").GetInt64() < 8 * killed + 3) continue;
                await app.DisposeAsync();
                killed++;
                app = await AppProcess.StartAsync(folder.Path, time.Token);
            }

            var end = await app.Client.GetFromJsonAsync<JsonElement>(url, time.Token);
            Assert.Equal(Kills, killed);
            Assert.Equal(Recordings, end.GetProperty("done").GetInt64());
        }
        finally
        {
            await app.DisposeAsync();
        }

        await using var after = await MixtapeApp.StartAsync(folder);
        var results = after.Service<TrackAudioStore>();
        for (var i = 0; i < Recordings; i++)
        {
            var audio = (await results.FindAsync($"t{i}", default))!;
            Assert.Equal((await store.GetPropertiesAsync($"audio/t{i}"))!.ETag, audio.ETag);
            if (i % 10 == 9) Assert.NotNull(audio.Failure);
            else Assert.Equal(20, audio.Features!.Seconds, 0.01);
        }
    }

    [Fact]
    public async Task Put_KilledOnceAcknowledged_IsHeardAfterwards()
    {
        using var folder = new TemporaryFolder();
        using var time = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var app = await AppProcess.StartAsync(folder.Path, time.Token);
        await using (app)
        {
            for (var i = 0; i < 6; i++)
            {
                using var content = new ByteArrayContent(Tone.Wave(300 + i, 30));
                var answer = await app.Client.PutAsync($"/api/tracks/p{i}/audio", content, time.Token);
                Assert.Equal(202, (int)answer.StatusCode);
            }
        }

        await using var after = await MixtapeApp.StartAsync(folder);
        for (var i = 0; i < 6; i++)
        {
            JsonElement shown;
            do
            {
                await Task.Delay(20, time.Token);
                shown = await after.GetAsync($"/api/tracks/p{i}/audio-features");
            }
            while (shown.GetProperty("state").GetString() == "pending");
            Assert.Equal("analyzed", shown.GetProperty("state").GetString());
        }
    }
}
