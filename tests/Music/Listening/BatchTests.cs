using System.Text;
using Mixtape.Music.Listening;
using Mixtape.Numerics;

namespace Mixtape.Music.Tests.Listening;

public sealed class BatchTests
{
    private const string Good = """{"listener":"u","track":"t","timestamp":"2026-01-01T00:00:00Z","msPlayed":40000}""";

    [Theory]
    [InlineData($"{Good}")]
    [InlineData($"[{Good}]")]
    [InlineData($$"""{"events":[{{Good}}]}""")]
    [InlineData($"\ufeff[{Good}]")]
    [InlineData($" \r\n\t{Good} \n")]
    public void Read_EachFormOfBatch_GivesTheEvent(string body)
    {
        var (items, errors) = Read(body);
        Assert.Empty(errors);
        Assert.Equal(
            new ListeningEvent("u", "t", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), 40_000, EventKind.Stream),
            Assert.Single(items));
    }

    [Theory]
    [InlineData($"{Good}\n{Good}\n", 2)]
    [InlineData($"{Good}{Good}", 2)]
    [InlineData($$"""{"events":[{{Good}},{{Good}}]}""", 2)]
    [InlineData($$"""{"events":[{{Good}}]} {"events":[{{Good}}]}""", 2)]
    public void Read_SeveralItems_GivesAll(string body, int count)
    {
        var (items, errors) = Read(body);
        Assert.Empty(errors);
        Assert.Equal(count, items.Count);
    }

    [Theory]
    [InlineData($"[[{Good}]]", 0, "")]
    [InlineData($"[{Good},[{Good}]]", 1, "")]
    [InlineData($$"""{"events":[[{{Good}}]]}""", 0, "")]
    [InlineData($$"""{"events":[{{Good}}],"more":1}""", 1, "")]
    [InlineData($$"""{"more":1,"events":[{{Good}}]}""", 0, "msPlayed")]
    [InlineData($$"""[{"events":[{{Good}}]}]""", 0, "msPlayed")]
    [InlineData($$"""{"tracks":[{{Good}}]}""", 0, "msPlayed")]
    [InlineData("""{"events":{}}""", 0, "msPlayed")]
    [InlineData("""{"events":[]}""", 0, "")]
    [InlineData($"[{Good},]", 1, "")]
    [InlineData($"[{Good}", 1, "")]
    [InlineData($"[{Good}]]", 1, "")]
    [InlineData("null", 0, "")]
    [InlineData("\"text\"", 0, "")]
    [InlineData("\ufeff", 0, "")]
    [InlineData("// a comment", 0, "")]
    public void Read_WhatIsNoBatch_SaysWhere(string body, int item, string field)
    {
        var error = Read(body).Errors[0];
        Assert.Equal((item, field), (error.Item, error.Field));
    }

    [Fact]
    public void Read_FieldTwice_TakesTheLast() =>
        Assert.Equal("v", Assert.Single(Read(Good.Replace("}", ",\"listener\":\"v\"}")).Items).Listener);

    [Fact]
    public void Read_UnknownFields_ArePassedOver() =>
        Assert.Single(Read(Good.Replace("}", ",\"mood\":{\"a\":[1,2]},\"more\":[[]],\"none\":null}")).Items);

    [Fact]
    public void Read_SeveralFieldsWrong_NamesEachOnce()
    {
        var (items, errors) = Read("""{"listener":"a/b","track":7,"timestamp":7,"msPlayed":-1,"kind":"dance"}""");
        Assert.Empty(items);
        Assert.Equal(["kind", "listener", "msPlayed", "timestamp", "track"], errors.Select(error => error.Field).Order());
    }

    [Fact]
    public void Read_EverythingWrong_StopsAtTheHundredthError()
    {
        var body = string.Join('\n', Enumerable.Repeat("""{"listener":"","track":"","timestamp":""}""", 1_000));
        Assert.Equal(JsonBatch.MaximumErrors, Read(body).Errors.Count);
    }

    [Fact]
    public void Read_ThousandItems_IsTheMost()
    {
        Assert.Equal(1_000, Read(string.Concat(Enumerable.Repeat(Good, 1_000))).Items.Count);
        Assert.Equal(1_000, Assert.Single(Read(string.Concat(Enumerable.Repeat(Good, 1_001))).Errors).Item);
    }

    [Theory]
    [InlineData("2026-01-31T18:30:15.25+02:00", "2026-01-31T16:30:15.25")]
    [InlineData("2026-01-31T18:30", "2026-01-31T18:30:00")]
    [InlineData("2026-01-31", "2026-01-31T00:00:00")]
    public void Read_Timestamp_IsUtcWhereItNamesNoOffset(string text, string expected)
    {
        var e = Assert.Single(Read(Good.Replace("2026-01-01T00:00:00Z", text)).Items);
        Assert.Equal(DateTimeOffset.Parse(expected + "Z", System.Globalization.CultureInfo.InvariantCulture), e.Timestamp);
        Assert.Equal(TimeSpan.Zero, e.Timestamp.Offset);
    }

    [Theory]
    [InlineData(29_999, null, EventKind.Skip)]
    [InlineData(30_000, null, EventKind.Stream)]
    [InlineData(30_000, "skip", EventKind.Skip)]
    [InlineData(0, "playlistAdd", EventKind.PlaylistAdd)]
    public void Read_Kind_FollowsFromTheLengthWhereItIsNotSaid(int msPlayed, string? kind, EventKind expected)
    {
        var body = Good.Replace("40000", kind is null ? $"{msPlayed}" : $"{msPlayed},\"kind\":\"{kind}\"");
        Assert.Equal(expected, Assert.Single(Read(body).Items).Kind);
    }

    [Fact]
    public void Read_NoPlaybackWithoutLength_HasNone() =>
        Assert.Equal(0, Assert.Single(Read(Good.Replace("\"msPlayed\":40000", "\"kind\":\"save\"")).Items).MsPlayed);

    [Fact]
    public void Read_ADayAhead_IsTheLatest()
    {
        Assert.Empty(Read(Good.Replace("2026-01-01T00:00:00Z", "2026-11-22T12:00:00Z")).Errors);
        Assert.Equal("timestamp", Assert.Single(Read(Good.Replace("2026-01-01T00:00:00Z", "2026-11-22T12:00:01Z")).Errors).Field);
    }

    [Theory]
    [InlineData("2000-01-01T00:00:00Z", 0, 1)]
    [InlineData("1999-12-31T23:59:59Z", 0, 1)]
    [InlineData("2026-11-22T12:00:00Z", 86_400_000, 100_000_000)]
    [InlineData("2026-11-22T12:00:01Z", 0, 1)]
    [InlineData("2026-01-01T00:00:00Z", 86_400_001, 1)]
    [InlineData("2026-01-01T00:00:00Z", -1, 1)]
    [InlineData("2026-01-01T00:00:00Z", 0, 0)]
    [InlineData("2026-01-01T00:00:00Z", 0, 100_000_001)]
    public void Problem_AtAndBeyondEachLimit_AgreesWithRead(string time, int msPlayed, int count)
    {
        var at = DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
        var problem = EventBatch.Problem(new ListeningEvent("u", "t", at, msPlayed, EventKind.Stream, count), SomeEvents.Now);

        var errors = Read(Good.Replace("2026-01-01T00:00:00Z", time).Replace("40000", $"{msPlayed},\"count\":{count}")).Errors;

        Assert.Equal(errors.Count > 0, problem is not null);
    }

    [Fact]
    public void Read_TenThousandMutations_NeverThrows()
    {
        var valid = Encoding.UTF8.GetBytes($"[{Good},{Good.Replace("}", ",\"id\":\"é🎵\",\"count\":3,\"kind\":\"like\"}")}]");
        var random = new SeededRandom(7);
        var refused = 0;
        for (var round = 0; round < 10_000; round++)
        {
            var bytes = valid.ToList();
            for (var change = random.Next(3); change >= 0; change--)
            {
                var at = random.Next(bytes.Count);
                if (random.Next(3) == 0) bytes[at] = (byte)random.Next(256);
                else if (random.Next(2) == 0) bytes.RemoveRange(at, Math.Min(1 + random.Next(20), bytes.Count - at - 1));
                else bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count), 1));
            }

            var (items, errors) = EventBatch.Read(bytes.ToArray(), SomeEvents.Now);
            Assert.True(items.Count > 0 || errors.Count > 0);
            Assert.All(items, e => Assert.Null(ExternalId.Problem(e.Listener) ?? ExternalId.Problem(e.Track)));
            if (errors.Count > 0) refused++;
        }

        Assert.InRange(refused, 5_000, 9_999);
    }

    [Fact]
    public void TrackBatch_AllFields_AreRead()
    {
        var (items, errors) = TrackBatch.Read(
            """
            {"tracks":[{"id":"1","title":"Jóga","artist":"Björk","artistId":"b","releaseDate":"1997-09-15","durationMs":305000},
            {"id":"2","title":"x","artist":"y","artistId":null}]}
            """u8);
        Assert.Empty(errors);
        Assert.Equal([new Track("1", "Jóga", "Björk", "b", new DateOnly(1997, 9, 15), 305_000), new Track("2", "x", "y")], items);
    }

    [Theory]
    [InlineData("""{"id":"1","title":" ","artist":"y"}""", "title")]
    [InlineData("""{"id":"1","title":7,"artist":"y"}""", "title")]
    [InlineData("""{"id":"1","title":"x","artist":"y","artistId":""}""", "artistId")]
    [InlineData("""{"id":"1","title":"x","artist":"y","releaseDate":"1997"}""", "releaseDate")]
    [InlineData("""{"id":"1","title":"x","artist":"y","releaseDate":1997}""", "releaseDate")]
    [InlineData("""{"id":"1","title":"x","artist":"y","durationMs":2147483648}""", "durationMs")]
    public void TrackBatch_OneFieldWrong_IsOneError(string body, string field) =>
        Assert.Equal(field, Assert.Single(TrackBatch.Read(Encoding.UTF8.GetBytes(body)).Errors).Field);

    [Fact]
    public void TrackBatch_Features_AreReadByName()
    {
        var (items, errors) = TrackBatch.Read(
            """
            [{"id":"1","title":"x","artist":"y","features":{"tempo":128.5,"año":-1e15,"loudness":0,"tempo":127}},
            {"id":"2","title":"x","artist":"y","features":null},{"id":"3","title":"x","artist":"y","features":{}}]
            """u8);
        Assert.Empty(errors);
        Assert.Equal(
            [new("año", -1e15), new("loudness", 0), new("tempo", 127)],
            items[0].Features!.OrderBy(feature => feature.Key, StringComparer.Ordinal));
        Assert.Null(items[1].Features);
        Assert.Empty(items[2].Features!);
    }

    [Theory]
    [InlineData("7", "features")]
    [InlineData("[1]", "features")]
    [InlineData("\"tempo\"", "features")]
    [InlineData("""{"":1}""", "features")]
    [InlineData("""{"a/b":1}""", "features")]
    [InlineData("""{"tempo":"fast"}""", "features.tempo")]
    [InlineData("""{"tempo":null}""", "features.tempo")]
    [InlineData("""{"tempo":{"bpm":1}}""", "features.tempo")]
    [InlineData("""{"tempo":[1]}""", "features.tempo")]
    [InlineData("""{"tempo":1e400}""", "features.tempo")]
    [InlineData("""{"tempo":1.1e15}""", "features.tempo")]
    [InlineData("""{"tempo":-1.1e15}""", "features.tempo")]
    public void TrackBatch_FeaturesWrong_IsOneErrorThatNamesItemAndFeature(string features, string field)
    {
        var body = $$"""[{"id":"1","title":"x","artist":"y"},{"id":"2","title":"x","artist":"y","features":{{features}}}]""";
        var (items, errors) = TrackBatch.Read(Encoding.UTF8.GetBytes(body));
        var error = Assert.Single(errors);
        Assert.Equal((1, field), (error.Item, error.Field));
        Assert.Single(items);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void TrackBatch_SixtyFourFeatures_AreTheMost(int count, bool sound)
    {
        var features = string.Join(',', Enumerable.Range(0, count).Select(i => $"\"f{i}\":{i}"));
        var (_, errors) = TrackBatch.Read(Encoding.UTF8.GetBytes($$"""{"id":"1","title":"x","artist":"y","features":{ {{features}} } }"""));
        Assert.Equal(sound, errors.Count == 0);
    }

    private static (List<ListeningEvent> Items, List<ItemError> Errors) Read(string body) =>
        EventBatch.Read(Encoding.UTF8.GetBytes(body), SomeEvents.Now);
}
