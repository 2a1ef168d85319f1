using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Mixtape.Functions.Audio;
using Mixtape.Music.Audio;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Audio;

public sealed class TrackAudioTests(TrainedApp trained)
{
    private HttpClient Client => trained.App.Client;

    [Theory]
    [InlineData("heard")]
    [InlineData("夜に駆ける: 100 %")]
    [InlineData("a=b.c'd\"e")]
    public async Task Put_Tone_IsHeard(string track)
    {
        var audio = Tone.Wave(440, 3);

        var answer = await PutAsync(track, audio, "application/x-whatever");
        var accepted = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(202, (int)answer.StatusCode);
        Assert.Equal(accepted.GetProperty("statusUrl").GetString(), answer.Headers.Location!.OriginalString);
        Assert.Equal(audio.Length, accepted.GetProperty("bytes").GetInt64());
        var heard = await WaitAsync(track);
        Assert.Equal("analyzed", heard.GetProperty("state").GetString());
        Assert.Equal(track, heard.GetProperty("track").GetString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(audio)), heard.GetProperty("contentHash").GetString());
        Assert.Equal(3, heard.GetProperty("features").GetProperty("seconds").GetDouble(), 0.01);
        Assert.InRange(heard.GetProperty("features").GetProperty("loudness").GetDouble(), -20, -10);
    }

    [Fact]
    public async Task Put_SameBytesAgain_KeepsTheResult()
    {
        await PutAsync("same", Tone.Wave(300));
        var first = await WaitAsync("same");

        await PutAsync("same", Tone.Wave(300));
        var second = await WaitAsync("same");

        Assert.NotEqual(first.GetProperty("receivedAt").GetString(), second.GetProperty("receivedAt").GetString());
        Assert.Equal(first.GetProperty("analyzedAt").GetString(), second.GetProperty("analyzedAt").GetString());
    }

    [Fact]
    public async Task Put_DifferentBytesAtOnce_TheResultIsOfThoseThatStand()
    {
        for (var round = 0; round < 3; round++)
        {
            var answers = await Task.WhenAll(
                Enumerable.Range(0, 6).Select(i => PutAsync("contested", Tone.Wave(200 + 100 * i, 0.5 + 0.1 * i))));

            Assert.All(answers, answer => Assert.Equal(202, (int)answer.StatusCode));
            var heard = await WaitAsync("contested");
            await using var stream = await trained.App.Service<IBlobStore>().OpenReadAsync(AudioBlobName.Of("contested")!);
            var stands = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream));
            Assert.Equal(stands, heard.GetProperty("contentHash").GetString());
            Assert.Equal(stands, (await trained.App.Service<TrackAudioStore>().FindAsync("contested", default))!.ContentHash);
        }
    }

    [Fact]
    public async Task Put_NoAudio_IsRecordedWithTheReason()
    {
        Assert.Equal(202, (int)(await PutAsync("text", "Lorem ipsum"u8.ToArray(), "text/plain")).StatusCode);

        var failed = await WaitAsync("text");

        Assert.Equal("failed", failed.GetProperty("state").GetString());
        Assert.Contains("convert it", failed.GetProperty("reason").GetString());
        Assert.Equal(JsonValueKind.Null, failed.GetProperty("features").ValueKind);
    }

    [Fact]
    public async Task Put_Nothing_IsRefused()
    {
        var answer = await PutAsync("nothing", []);

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(404, (int)(await Client.GetAsync("/api/tracks/nothing/audio-features")).StatusCode);
    }

    [Fact]
    public async Task Put_CompressedBody_IsRefused()
    {
        using var content = new ByteArrayContent([0x1f, 0x8b, 8, 0]);
        content.Headers.ContentEncoding.Add("gzip");

        Assert.Equal(415, (int)(await Client.PutAsync("/api/tracks/zipped/audio", content)).StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Put_MoreThanTaken_IsRefusedAndWhatWasThereStays(bool declared)
    {
        await using var app = await MixtapeApp.StartAsync(null, null, "--Mixtape:MaximumAudioBytes=100000");
        await app.Client.PutAsync("/api/tracks/t/audio", new ByteArrayContent(Tone.Wave(440)));
        using var content = new StreamContent(new MemoryStream(new byte[100_001]));
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/tracks/t/audio") { Content = content };
        if (!declared) request.Headers.TransferEncodingChunked = true;

        var answer = await app.Client.SendAsync(request);

        Assert.Equal(413, (int)answer.StatusCode);
        var detail = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString();
        Assert.Contains("100,000", detail);
        Assert.Contains("Mixtape__MaximumAudioBytes", detail);
        var blob = await app.Service<IBlobStore>().GetPropertiesAsync("audio/t");
        Assert.Equal(Tone.Wave(440).Length, blob!.Length);
    }

    [Fact]
    public async Task Put_BeyondWhatKestrelTakesUnasked_IsTaken()
    {
        using var content = new StreamContent(new MemoryStream(new byte[40 << 20]));

        Assert.Equal(202, (int)(await Client.PutAsync("/api/tracks/large/audio", content)).StatusCode);
        Assert.Equal("failed", (await WaitAsync("large")).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Put_ClientLeavesHalfWay_KeepsWhatWasThere()
    {
        await PutAsync("halved", Tone.Wave(440));
        var before = await WaitAsync("halved");
        using (var half = new TcpClient(Client.BaseAddress!.Host, Client.BaseAddress.Port))
        {
            var head = "PUT /api/tracks/halved/audio HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"u8;
            await half.GetStream().WriteAsync(head.ToArray());
            await half.GetStream().WriteAsync(new byte[50_000]);
        }

        await PutAsync("whole", Tone.Wave(440)); // by then the app has seen the other go
        await WaitAsync("whole");
        Assert.Equal(before.ToString(), (await trained.App.GetAsync("/api/tracks/halved/audio-features")).ToString());
    }

    [Theory]
    [InlineData("a%2Fb")]
    [InlineData("a%07b")]
    [InlineData("%20a")]
    public async Task Audio_OfAnIdThatIsNone_IsRefused(string id)
    {
        using var content = new ByteArrayContent(Tone.Wave(440));

        Assert.Equal(400, (int)(await Client.PutAsync($"/api/tracks/{id}/audio", content)).StatusCode);
        Assert.Equal(400, (int)(await Client.GetAsync($"/api/tracks/{id}/audio-features")).StatusCode);
        Assert.Equal(400, (int)(await Client.DeleteAsync($"/api/tracks/{id}/audio")).StatusCode);
    }

    [Fact]
    public async Task Put_IdThatNoBlobCanBeNamedAfter_IsRefused()
    {
        var track = new string('夜', 100);
        var answer = await PutAsync(track, Tone.Wave(440));

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("shorter id", await answer.Content.ReadAsStringAsync());
        Assert.Equal(404, (int)(await Client.GetAsync($"/api/tracks/{Uri.EscapeDataString(track)}/audio-features")).StatusCode);
        Assert.Equal(204, (int)(await Client.DeleteAsync($"/api/tracks/{Uri.EscapeDataString(track)}/audio")).StatusCode);
    }

    [Fact]
    public async Task Delete_TakesAudioAndResult()
    {
        await PutAsync("deleted", Tone.Wave(440));
        await WaitAsync("deleted");

        for (var i = 0; i < 2; i++) Assert.Equal(204, (int)(await Client.DeleteAsync("/api/tracks/deleted/audio")).StatusCode);

        Assert.Equal(404, (int)(await Client.GetAsync("/api/tracks/deleted/audio-features")).StatusCode);
        Assert.Null(await trained.App.Service<TrackAudioStore>().FindAsync("deleted", default));
        Assert.Null(await trained.App.Service<IBlobStore>().GetPropertiesAsync("audio/deleted"));
    }

    [Fact]
    public async Task Get_Features_NamesKeysAndModes()
    {
        await PutAsync("keyed", Tone.Wave(440));
        await WaitAsync("keyed");
        var results = trained.App.Service<TrackAudioStore>();
        var audio = (await results.FindAsync("keyed", default))!;
        var features = audio.Features! with { Key = PitchClass.CSharp, Mode = Mode.Minor, Tempo = 120 };
        await results.WriteAsync(audio with { Features = features }, default);

        var shown = (await trained.App.GetAsync("/api/tracks/keyed/audio-features")).GetProperty("features");

        Assert.Equal(("cSharp", "minor"), (shown.GetProperty("key").GetString(), shown.GetProperty("mode").GetString()));
        Assert.Equal(120, shown.GetProperty("tempo").GetDouble());
    }

    private Task<HttpResponseMessage> PutAsync(string track, byte[] audio, string type = "audio/wav")
    {
        var content = new ByteArrayContent(audio);
        content.Headers.ContentType = new(type);
        return Client.PutAsync($"/api/tracks/{Uri.EscapeDataString(track)}/audio", content);
    }

    private async Task<JsonElement> WaitAsync(string track)
    {
        for (var deadline = DateTime.UtcNow.AddMinutes(3); DateTime.UtcNow < deadline; await Task.Delay(20))
        {
            var shown = await trained.App.GetAsync($"/api/tracks/{Uri.EscapeDataString(track)}/audio-features");
            if (shown.GetProperty("state").GetString() != "pending") return shown;
        }

        throw new TimeoutException("The audio was not heard.");
    }
}
