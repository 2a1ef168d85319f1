using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Ingest;

public sealed class BadInputTests(TrainedApp trained)
{
    private const string Good = """{"listener":"bad-input","track":"t","timestamp":"2026-01-01T00:00:00Z","msPlayed":40000}""";

    public static TheoryData<string, string, int, string> BadBatches => new()
    {
        { "empty body", "", 0, "" },
        { "empty array", "[]", 0, "" },
        { "not JSON", "hello", 0, "" },
        { "half a JSON", $"[{Good},{{\"listener\":\"bad-input\",\"tra", 1, "" },
        { "a number", "[7]", 0, "" },
        { "NaN", $"[{Good},{Good.Replace("40000", "NaN")}]", 1, "msPlayed" },
        { "infinity", Good.Replace("40000", "Infinity"), 0, "msPlayed" },
        { "negative", $"[{Good},{Good},{Good.Replace("40000", "-1")}]", 2, "msPlayed" },
        { "fraction", Good.Replace("40000", "1.5"), 0, "msPlayed" },
        { "two days", Good.Replace("40000", "172800000"), 0, "msPlayed" },
        { "beyond integers", Good.Replace("40000", "99999999999999999999"), 0, "msPlayed" },
        { "number as text", Good.Replace("40000", "\"40000\""), 0, "msPlayed" },
        { "no msPlayed", Good.Replace(",\"msPlayed\":40000", ""), 0, "msPlayed" },
        { "1960", Good.Replace("2026-01-01", "1960-01-01"), 0, "timestamp" },
        { "2200", Good.Replace("2026-01-01", "2200-01-01"), 0, "timestamp" },
        { "no date", Good.Replace("2026-01-01T00:00:00Z", "yesterday"), 0, "timestamp" },
        { "NUL in listener", Good.Replace("bad-input", "a\\u0000b"), 0, "listener" },
        { "NUL in track", Good.Replace("\"t\"", "\"\\u0000\""), 0, "track" },
        { "slash", Good.Replace("\"t\"", "\"a/b\""), 0, "track" },
        { "unpaired surrogate", Good.Replace("\"t\"", "\"\\ud800\""), 0, "track" },
        { "empty listener", Good.Replace("bad-input", ""), 0, "listener" },
        { "long listener", Good.Replace("bad-input", new string('x', 201)), 0, "listener" },
        { "listener is a list", Good.Replace("\"bad-input\"", "[\"a\"]"), 0, "listener" },
        { "no listener", Good.Replace("\"listener\":\"bad-input\",", ""), 0, "listener" },
        { "unknown kind", Good.Replace("}", ",\"kind\":\"dance\"}"), 0, "kind" },
        { "kind in capitals", Good.Replace("}", ",\"kind\":\"Stream\"}"), 0, "kind" },
        { "count of nothing", Good.Replace("}", ",\"count\":0}"), 0, "count" },
        { "1,001 events", $"[{string.Join(',', Enumerable.Repeat(Good, 1001))}]", 1000, "" },
        { "deep nesting", new string('[', 100), 0, "" },
        { "bad second line", Good + "\n" + Good.Replace("40000", "-5"), 1, "msPlayed" },
    };

    [Theory]
    [MemberData(nameof(BadBatches))]
    public async Task PostEvents_BadBatch_IsRefusedByItemAndFieldAndNothingIsStored(string what, string body, int item, string field)
    {
        var answer = await trained.App.Client.PostAsync("/api/events", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.True(400 == (int)answer.StatusCode, what);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var error = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors")[0];
        Assert.Equal(item, error.GetProperty("item").GetInt32());
        Assert.Equal(field, error.GetProperty("field").GetString());
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        var stored = trained.App.Service<IDocumentStore>().QueryAsync<JsonElement>("events", "bad-input");
        Assert.False(await stored.GetAsyncEnumerator().MoveNextAsync());
    }

    [Fact]
    public async Task PostEvents_InvalidUtf8_IsRefused()
    {
        byte[] body = [.. Encoding.UTF8.GetBytes(Good[..^1]), .. ",\"id\":\""u8, 0xff, 0xfe, .. "\"}"u8];

        var answer = await trained.App.Client.PostAsync("/api/events", new ByteArrayContent(body));

        Assert.Equal(400, (int)answer.StatusCode);
    }

    [Fact]
    public async Task PostEvents_CompressedBody_IsRefusedAsSuch()
    {
        using var content = new ByteArrayContent([0x1f, 0x8b, 8, 0]);
        content.Headers.ContentEncoding.Add("gzip");

        var answer = await trained.App.Client.PostAsync("/api/events", content);

        Assert.Equal(415, (int)answer.StatusCode);
        Assert.Contains("without Content-Encoding", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/api/events", "POST")]
    [InlineData("/api/tracks", "PUT")]
    [InlineData("/api/follows", "PUT")]
    [InlineData("/api/training", "POST")]
    [InlineData("/api/tuning", "POST")]
    public async Task LargeBody_IsRefusedWithTheLimit(string route, string method)
    {
        foreach (var declared in new[] { true, false })
        {
            using var content = new StreamContent(new MemoryStream(new byte[10 << 20]));
            using var request = new HttpRequestMessage(new HttpMethod(method), route) { Content = content };
            if (!declared) request.Headers.TransferEncodingChunked = true;

            var answer = await trained.App.Client.SendAsync(request);

            Assert.Equal(413, (int)answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            Assert.Contains("4,194,304", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());
        }
    }

    [Theory]
    [InlineData("""[{"id":"a","artist":"b"}]""", "title")]
    [InlineData("""[{"id":"a","title":"b"}]""", "artist")]
    [InlineData("""[{"id":"","title":"b","artist":"c"}]""", "id")]
    [InlineData("""[{"id":"a","title":"b\u0007","artist":"c"}]""", "title")]
    [InlineData("""[{"id":"a","title":"b","artist":"c","releaseDate":"2026-13-01"}]""", "releaseDate")]
    [InlineData("""[{"id":"a","title":"b","artist":"c","durationMs":0}]""", "durationMs")]
    [InlineData("""[{"id":"a","title":"b","artist":"c","features":{"tempo":"fast"}}]""", "features.tempo")]
    [InlineData("""[{"id":"a","title":"b","artist":"c","features":{"a/b":1}}]""", "features")]
    [InlineData("""[{"id":"a","title":"b","artist":"c","features":{"\u00a0":1}}]""", "features")]
    public async Task PutTracks_BadTrack_NamesTheField(string body, string field)
    {
        var answer = await trained.App.Client.PutAsync("/api/tracks", new StringContent(body));

        Assert.Equal(400, (int)answer.StatusCode);
        var error = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors")[0];
        Assert.Equal(field, error.GetProperty("field").GetString());
    }

    [Theory]
    [InlineData("""{"factors":0}""")]
    [InlineData("""{"factors":100000}""")]
    [InlineData("""{"regularization":-1}""")]
    [InlineData("""{"iterations":1000}""")]
    [InlineData("""{"curve":"cubic"}""")]
    [InlineData("""{"curve":"1"}""")]
    [InlineData("""{"alpha":0}""")]
    [InlineData("""{"silenceExponent":-0.1}""")]
    [InlineData("""{"propensityExponent":2}""")]
    [InlineData("""{"relativeToListener":1}""")]
    [InlineData("""{"unknown":1}""")]
    [InlineData("""{"curve":"steep"}""")]
    [InlineData("""{"curve":0}""")]
    [InlineData("""{"holdoutMethod":"luck"}""")]
    [InlineData("""{"holdoutMethod":7}""")]
    [InlineData("""{"holdoutItems":0}""")]
    [InlineData("""{"holdoutDays":-1}""")]
    [InlineData("""{"holdoutDays":1e300}""")]
    [InlineData("""{"holdoutAfter":"yesterday"}""")]
    [InlineData("""{"alpha":""")]
    [InlineData("""[]""")]
    public async Task StartTraining_BadSettings_AreRefused(string body)
    {
        var answer = await trained.App.Client.PostAsync("/api/training", new StringContent(body));

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("""{"factors":[]}""", "factors")]
    [InlineData("""{"factors":[32,0]}""", "factors")]
    [InlineData("""{"factors":[1e9]}""", "factors")]
    [InlineData("""{"factors":32}""", "factors")]
    [InlineData("""{"factors":[null]}""", "factors")]
    [InlineData("""{"alpha":[1,-1]}""", "alpha")]
    [InlineData("""{"alpha":[1e99]}""", "alpha")]
    [InlineData("""{"regularization":[0]}""", "regularization")]
    [InlineData("""{"regularizationExponent":[3]}""", "regularizationExponent")]
    [InlineData("""{"iterations":[61]}""", "iterations")]
    [InlineData("""{"curve":["steep"]}""", "curve")]
    [InlineData("""{"curve":[0]}""", "curve")]
    [InlineData("""{"random":0}""", "random")]
    [InlineData("""{"random":500}""", "random")]
    [InlineData("""{"seed":-1}""", "seed")]
    [InlineData("""{"metric":"luck"}""", "ndcg@10")]
    [InlineData("""{"metric":"coverage@10"}""", "ndcg@10")]
    [InlineData("""{"holdout":0.9}""", "holdout")]
    [InlineData("""{"holdout":0}""", "holdout")]
    [InlineData("""{"holdoutItems":0}""", "holdoutItems")]
    [InlineData("""{"holdoutDays":-1}""", "holdoutDays")]
    [InlineData("""{"trials":[1]}""", "trials")]
    [InlineData("""{"factors":[1""", "JSON")]
    [InlineData("[]", "JSON")]
    public async Task StartTuning_BadSettings_AreRefusedByName(string body, string named)
    {
        var answer = await trained.App.Client.PostAsync("/api/tuning", new StringContent(body));

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains(named, text);
        Assert.True(named == "JSON" || !text.Contains("System.") && !text.Contains("Mixtape."), text);
    }

    [Fact]
    public async Task StartTuning_TooManyTrials_IsRefusedWithTheLimit()
    {
        var (most, over) = (Enumerable.Range(1, 50).ToArray(), Enumerable.Range(1, 51).ToArray());
        foreach (var (settings, named) in new (object, string)[]
        {
            (new { alpha = over }, "50"),
            (new { alpha = most, factors = most[..10] }, "499"),
            (new { alpha = most, regularization = most, iterations = most, factors = most, curve = new[] { "linear", "logarithmic" } }, "499"),
        })
        {
            var answer = await trained.App.Client.PostAsJsonAsync("/api/tuning", settings);
            Assert.Equal(400, (int)answer.StatusCode);
            Assert.Contains(named, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());
        }
    }

    [Theory]
    [InlineData("/api/users/a%07b/recommendations", 400)]
    [InlineData("/api/users/a%2Fb/recommendations", 400)]
    [InlineData("/api/users/u/recommendations?count=0", 400)]
    [InlineData("/api/users/u/recommendations?count=-3", 400)]
    [InlineData("/api/users/u/recommendations?count=1e9", 400)]
    [InlineData("/api/users/u/recommendations?model=magic", 400)]
    [InlineData("/api/users/u/discover-weekly?week=2026-W60", 400)]
    [InlineData("/api/users/u/discover-weekly?week=2025-W01", 404)]
    [InlineData("/api/users/u/release-radar?week=2026-W60", 400)]
    [InlineData("/api/users/u/release-radar?week=2025-W01", 404)]
    [InlineData("/api/users/nobody-at-all/similar", 404)]
    [InlineData("/api/tracks/nothing-at-all/similar", 404)]
    [InlineData("/api/tracks/nothing-at-all/similar?by=magic", 400)]
    [InlineData("/api/tracks/nothing-at-all/similar?by=features", 404)]
    [InlineData("/api/training/unknown", 404)]
    [InlineData("/api/tuning/unknown", 404)]
    [InlineData("/api/discover-weekly/unknown", 404)]
    [InlineData("/api/release-radar/unknown", 404)]
    [InlineData("/api/release-radar/discover-weekly-2026-W10", 404)]
    [InlineData("/api/users?after=nobody-at-all", 400)]
    public async Task Get_BadRequest_IsAProblem(string url, int status)
    {
        var answer = await trained.App.Client.GetAsync(url);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }
}
