using System.Text;
using Mixtape.Music.Blobs;
using Mixtape.Music.Listening;

namespace Mixtape.Music.Tests.Listening;

public sealed class EventLogTests
{
    private const string Good = """{"listener":"u","track":"t","at":1000,"ms":5,"kind":"skip"}""";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2_000)]
    public async Task ReadAsync_WhatWasWritten_GivesTheSameEvents(int count)
    {
        var events = SomeEvents.Random(count, 3);
        var bytes = EventLog.ToBytes(events).ToArray();
        Assert.Equal(events, await ReadAsync(bytes), SameToTheMillisecond);
        Assert.Equal(bytes, EventLog.ToBytes(events).ToArray());
        Assert.Equal(count, bytes.Count(b => b == '\n'));
    }

    [Fact]
    public void ToBytes_PlainEvent_SaysNothingNeedless() =>
        Assert.Equal(
            """{"listener":"u","track":"t","at":1000,"ms":30000}""" + "\n",
            Encoding.UTF8.GetString(
                EventLog.ToBytes([new("u", "t", DateTimeOffset.UnixEpoch.AddSeconds(1), 30_000, EventKind.Stream)]).Span));

    [Fact]
    public void Without_AListener_KeepsAllOtherLinesByteForByte()
    {
        const string Other = """{"listener":"u2", "track":"u","at":1000,"ms":5,"mood":"odd spacing"}""";
        var batch = Encoding.UTF8.GetBytes($"{Good}\n{Other}\n{Good}\n{Other}");

        Assert.Equal($"{Other}\n{Other}", Encoding.UTF8.GetString(EventLog.Without(batch, "u").Span));
        Assert.Equal(batch, EventLog.Without(batch, "nobody").ToArray());
        Assert.Empty(EventLog.Without(Encoding.UTF8.GetBytes(Good + "\n"), "u").ToArray());
        Assert.Empty(EventLog.Without(ReadOnlyMemory<byte>.Empty, "u").ToArray());
    }

    [Fact]
    public void Without_ALineThatIsNoEvent_NamesTheLine()
    {
        var failure = Assert.Throws<CorruptBlobException>(() => EventLog.Without(Encoding.UTF8.GetBytes($"{Good}\n[]\n"), "u"));

        Assert.Contains("Line 2", failure.Message);
    }

    [Fact]
    public async Task ReadAsync_UnknownFields_ArePassedOver()
    {
        var events = await ReadAsync(Encoding.UTF8.GetBytes(Good.Replace("}", ",\"mood\":[1,{\"a\":2}],\"count\":4}")));
        Assert.Equal(new ListeningEvent("u", "t", DateTimeOffset.UnixEpoch.AddSeconds(1), 5, EventKind.Skip, 4), Assert.Single(events));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"listener\":\"u\"")]
    [InlineData("{\"listener\":\"u\",\"track\":null}")]
    [InlineData("{\"listener\":\"\",\"track\":\"t\"}")]
    [InlineData("{\"listener\":\"u\",\"track\":\"t\",\"at\":9223372036854775807}")]
    [InlineData("{\"listener\":\"u\",\"track\":\"t\",\"at\":-9223372036854775808}")]
    [InlineData("{\"listener\":\"u\",\"track\":\"t\",\"ms\":1e99}")]
    [InlineData("{\"listener\":\"u\",\"track\":\"t\",\"ms\":-1}")]
    [InlineData("{\"listener\":\"u\",\"track\":\"t\",\"count\":-1}")]
    [InlineData("{\"listener\":\"u\",\"track\":\"t\",\"kind\":\"dance\"}")]
    [InlineData("{\"listener\":\"u\",\"track\":\"t\",\"kind\":77}")]
    [InlineData("{\"listener\":\"\\ud800\",\"track\":\"t\"}")]
    public async Task ReadAsync_LineThatIsNoEvent_IsRefusedByItsNumber(string line)
    {
        var bytes = Encoding.UTF8.GetBytes($"{Good}\n{line}\n{Good}\n");
        var exception = await Assert.ThrowsAsync<CorruptBlobException>(() => ReadAsync(bytes));
        Assert.StartsWith("Line 2 ", exception.Message);
    }

    [Fact]
    public async Task ReadAsync_InvalidUtf8_IsRefused() =>
        await Assert.ThrowsAsync<CorruptBlobException>(() => ReadAsync([.. "{\"listener\":\"\xff"u8, 0xff, .. "\",\"track\":\"t\"}\n"u8]));

    private static bool SameToTheMillisecond(ListeningEvent a, ListeningEvent b) =>
        a with { Timestamp = default } == b with { Timestamp = default }
        && a.Timestamp.ToUnixTimeMilliseconds() == b.Timestamp.ToUnixTimeMilliseconds();

    private static async Task<List<ListeningEvent>> ReadAsync(byte[] bytes) =>
        await EventLog.ReadAsync(new MemoryStream(bytes), default).ToListAsync();
}
