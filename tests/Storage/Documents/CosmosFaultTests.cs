using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Azure.Identity;
using Mixtape.Emulators;

namespace Mixtape.Storage.Tests;

/// <summary>What the store makes of answers that are lost, late or refusals.</summary>
public sealed class CosmosFaultTests(CosmosServer server) : IAsyncLifetime
{
    private const string Things = "things";

    private static readonly DocumentKey _key = new("telltale-partition", "telltale-id");

    private readonly FaultyWire _wire = new();
    private readonly CosmosDatabase _database = new(server, new DocumentContainer(Things));

    private CosmosDocumentStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await _database.OpenAsync(_wire);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task WriteAsync_AnswerLost_HasWrittenOnce()
    {
        await _store.WriteAsync(Things, new DocumentKey("p", "another"), 0);

        _wire.Next(Lost);
        var created = await _store.WriteAsync(Things, _key, 1, WriteCondition.IfAbsent);
        Assert.Equal(created, (await _store.ReadAsync<int>(Things, _key))!.ETag);

        _wire.Next(Lost);
        var replaced = await _store.WriteAsync(Things, _key, 2, WriteCondition.IfMatch(created));
        Assert.Equal((2, replaced), Read(await _store.ReadAsync<int>(Things, _key)));

        _wire.Next(Lost);
        var written = await _store.WriteAsync(Things, _key, 3);
        Assert.Equal((3, written), Read(await _store.ReadAsync<int>(Things, _key)));
        Assert.NotEqual(replaced, written);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task WriteAsync_DoneButAnsweredAsFailed_HasWritten(int status)
    {
        await _store.WriteAsync(Things, new DocumentKey("p", "another"), 0);
        _wire.Next(async send =>
        {
            using (await send()) return Answer(status);
        });
        var etag = await _store.WriteAsync(Things, _key, 1, WriteCondition.IfAbsent);
        Assert.Equal((1, etag), Read(await _store.ReadAsync<int>(Things, _key)));
    }

    [Fact]
    public async Task WriteAsync_RequestLostAndAnotherWasFaster_IsRefused()
    {
        var etag = await _store.WriteAsync(Things, _key, 1);
        var other = await _database.OpenAsync();
        _wire.Next(async _ =>
        {
            await other.WriteAsync(Things, _key, 2, WriteCondition.IfMatch(etag));
            throw new HttpRequestException("cut");
        });

        await Assert.ThrowsAsync<PreconditionFailedException>(
            () => _store.WriteAsync(Things, _key, 3, WriteCondition.IfMatch(etag)));

        Assert.Equal(2, (await _store.ReadAsync<int>(Things, _key))!.Value);
    }

    [Fact]
    public async Task DeleteAsync_AnswerLost_IsTrueWhereItMayHaveDeleted()
    {
        await _store.WriteAsync(Things, _key, 1);
        _wire.Next(Lost);
        Assert.True(await _store.DeleteAsync(Things, _key));
        Assert.Null(await _store.ReadAsync<int>(Things, _key));
        Assert.False(await _store.DeleteAsync(Things, _key));
    }

    [Fact]
    public async Task AnyCall_AFaultInEachRequestInTurn_EndsAsWithoutFaults()
    {
        var documents = Enumerable.Range(0, 300).Select(i => KeyValuePair.Create(new DocumentKey("p", $"{i:d3}"), i)).ToList();
        Fault[] faults =
        [
            Lost, _ => throw new HttpRequestException("cut"), _ => Task.FromResult(Answer(503)), _ => Task.FromResult(Answer(449)),
        ];
        await _store.WriteManyAsync(Things, documents);
        foreach (var fault in faults)
        {
            _wire.Next(fault);
            Assert.Equal(7, (await _store.ReadAsync<int>(Things, documents[7].Key))!.Value);
            _wire.Next(fault);
            Assert.Equal(3, (await _store.ReadManyAsync<int>(Things, [.. documents.Take(3).Select(d => d.Key)])).Count);
            for (var page = 0; page < 2; page++)
            {
                _wire.Next(page, fault);
                Assert.Equal(documents.Select(d => d.Value), await _store.QueryAsync<int>(Things, "p").Select(d => d.Value).ToListAsync());
            }

            _wire.Next(fault);
            await _store.WriteManyAsync(Things, [.. documents.Take(5)]);
            _wire.Next(fault);
            await _store.DeleteManyAsync(Things, [new("p", "none"), new("p", "nothing")]);
        }
    }

    [Fact]
    public async Task AnyCall_Throttled_AsksAgainAsTheServiceSays()
    {
        await _store.WriteAsync(Things, _key, 1);
        _wire.Next(_ => Task.FromResult(Answer(429, 20)));
        _wire.Sent = 0;
        Assert.Equal(1, (await _store.ReadAsync<int>(Things, _key))!.Value);
        Assert.Equal(2, _wire.Sent);
    }

    [Fact]
    public async Task AnyCall_ThrottledForGood_TellsWhenToTryAgain()
    {
        var wire = new FaultyWire();
        var store = await _database.OpenAsync(wire, throttleRetries: 0);
        await store.WriteAsync(Things, _key, 1);
        wire.Always(_ => Task.FromResult(Answer(429, 1_500)));
        var thrown = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.ReadAsync<int>(Things, _key));
        Assert.Equal(TimeSpan.FromSeconds(1.5), thrown.RetryAfter);
        Assert.Contains("429", thrown.Message);
    }

    [Theory]
    [InlineData("status 503")]
    [InlineData("status 500")]
    [InlineData("no connection")]
    public async Task AnyCall_NoAnswerHoweverOftenAsked_IsUnavailableAndTellsNoKey(string outage)
    {
        var wire = new FaultyWire();
        var store = await _database.OpenAsync(wire, retries: 1);
        await store.WriteAsync(Things, _key, 1);
        wire.Always(outage switch
        {
            "no connection" => _ => throw new HttpRequestException("cut off telltale-partition"),
            _ => _ => Task.FromResult(Answer(int.Parse(outage[^3..], CultureInfo.InvariantCulture))),
        });
        wire.Sent = 0;
        Func<Task>[] calls =
        [
            () => store.ReadAsync<int>(Things, _key),
            () => store.WriteAsync(Things, _key, 2, WriteCondition.IfAbsent),
            () => store.DeleteAsync(Things, _key),
            () => store.QueryAsync<int>(Things, _key.Partition).ToListAsync().AsTask(),
            () => store.WriteManyAsync(Things, [KeyValuePair.Create(_key, 2)]),
        ];
        foreach (var call in calls)
        {
            var thrown = await Assert.ThrowsAsync<StoreUnavailableException>(call);
            Assert.DoesNotContain("telltale", thrown.ToString());
            Assert.Contains($"Cosmos DB is not available ({outage}", thrown.Message);
        }

        Assert.True(wire.Sent >= 2 * calls.Length, $"{wire.Sent} requests");
    }

    [Fact]
    public async Task AnyCall_SilenceBeyondTheTimeout_IsUnavailable()
    {
        var wire = new FaultyWire();
        var store = await _database.OpenAsync(wire, retries: 1, timeout: TimeSpan.FromMilliseconds(300));
        await WriteOnceConnectedAsync(store);
        wire.IsSilent = true;
        var thrown = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.ReadAsync<int>(Things, _key));
        Assert.Contains("no answer in time", thrown.Message);
        Assert.DoesNotContain("telltale", thrown.ToString());
    }

    [Fact]
    public async Task AnyCall_Cancelled_SaysSoWithoutAKey()
    {
        await _store.WriteAsync(Things, _key, 1);
        using var cancellation = new CancellationTokenSource();
        _wire.Always(async _ =>
        {
            await cancellation.CancelAsync();
            throw new OperationCanceledException("telltale-partition", cancellation.Token);
        });
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _store.ReadAsync<int>(Things, _key, cancellation.Token));
        Assert.DoesNotContain("telltale", thrown.ToString());
    }

    [Theory]
    [InlineData(401, "Cosmos DB Built-in Data Contributor")]
    [InlineData(403, "Cosmos DB Built-in Data Contributor")]
    [InlineData(400, "diagnostic logs")]
    public async Task AnyCall_Refused_NamesTheRemedy(int status, string remedy)
    {
        await _store.WriteAsync(Things, _key, 1);
        _wire.Always(_ => Task.FromResult(Answer(status)));
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => _store.ReadAsync<int>(Things, _key));
        Assert.Contains(remedy, thrown.Message);
        Assert.DoesNotContain("telltale", thrown.ToString());
    }

    [Theory]
    [InlineData(404, typeof(InvalidOperationException))]
    [InlineData(409, typeof(StoreUnavailableException))]
    [InlineData(412, typeof(StoreUnavailableException))]
    public async Task Writes_WithoutAConditionAnsweredByNoSuccess_AreNotTakenForDone(int status, Type expected)
    {
        await _store.WriteAsync(Things, _key, 1);
        _wire.Always(_ => Task.FromResult(Answer(status)));
        Func<Task>[] calls =
        [
            () => _store.WriteAsync(Things, _key, 2),
            () => _store.WriteManyAsync(Things, [KeyValuePair.Create(_key, 2)]),
        ];
        foreach (var call in calls)
        {
            var thrown = await Assert.ThrowsAsync(expected, call);
            Assert.DoesNotContain("telltale", thrown.ToString());
        }
    }

    [Fact]
    public async Task QueryAsync_AnsweredThatSomethingIsMissing_IsNotTakenForEmpty()
    {
        await _store.WriteAsync(Things, _key, 1);
        Assert.Single(await _store.QueryAsync<int>(Things, _key.Partition).ToListAsync()); // so that the SDK knows the container
        _wire.Always(_ => Task.FromResult(Answer(404)));
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await _store.QueryAsync<int>(Things, _key.Partition).ToListAsync());
        Assert.DoesNotContain("telltale", thrown.ToString());
    }

    [Fact]
    public async Task AnyCall_SigningInFails_IsUnavailableAndNobodyToSignInAs_NamesTheRemedy()
    {
        await _store.WriteAsync(Things, _key, 1);
        _wire.Always(_ => throw new AuthenticationFailedException("telltale"));
        var busy = await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.ReadAsync<int>(Things, _key));
        Assert.Contains("signing in failed", busy.Message);
        Assert.DoesNotContain("telltale", busy.ToString());
        _wire.Always(_ => throw new CredentialUnavailableException("none"));
        var nobody = await Assert.ThrowsAsync<InvalidOperationException>(() => _store.ReadAsync<int>(Things, _key));
        Assert.Contains("az login", nobody.Message);
    }

    [Fact]
    public async Task AnyCall_TooLargeForTheService_NamesTheLimit()
    {
        await _store.WriteAsync(Things, _key, 1);
        _wire.Always(_ => Task.FromResult(Answer(413)));
        Assert.Contains(
            "2 MB", (await Assert.ThrowsAsync<ArgumentException>(() => _store.WriteAsync(Things, _key, 1))).Message);
    }

    [Fact]
    public async Task RequestCharge_SumsWhatItsFlowAskedFor()
    {
        var metered = new Dictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, it) =>
            {
                if (instrument.Name == "mixtape.documents.request_units") it.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, units, tags, _) =>
        {
            var all = tags.ToArray().ToDictionary(tag => tag.Key, tag => (string)tag.Value!);
            if (all["container"] != "charged") return;
            lock (metered) metered[all["operation"]] = metered.GetValueOrDefault(all["operation"]) + units;
        });
        listener.Start();
        await using var database = new CosmosDatabase(server, new DocumentContainer("charged"));
        var store = await database.OpenAsync(new FaultyWire { Charge = 2.5 });
        await store.WriteAsync("charged", _key, 1);
        metered.Clear();

        using var outer = RequestCharge.Measure();
        using (var inner = RequestCharge.Measure())
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(
                i => Task.Run(() => store.WriteAsync("charged", new DocumentKey("p", $"{i}"), i))));
            await store.WriteManyAsync(
                "charged", [.. Enumerable.Range(4, 6).Select(i => KeyValuePair.Create(new DocumentKey("p", $"{i}"), i))]);
            Assert.Equal(25, inner.Total);
        }

        Assert.Equal(10, (await store.QueryAsync<int>("charged", "p").ToListAsync()).Count);
        await store.DeleteAsync("charged", new DocumentKey("p", "none"));
        Assert.Equal(30, outer.Total);
        outer.Dispose();
        await store.ReadAsync<int>("charged", _key);
        Assert.Equal(30, outer.Total);
        Assert.Equal(
            [("delete", 2.5), ("query", 2.5), ("read", 2.5), ("write", 25)],
            metered.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)));
    }

    /// <summary>Connecting can take longer than the time-out of a request.</summary>
    private static async Task WriteOnceConnectedAsync(CosmosDocumentStore store)
    {
        for (var deadline = DateTime.UtcNow.AddMinutes(1); ;)
        {
            try
            {
                await store.WriteAsync(Things, _key, 1);
                return;
            }
            catch (StoreUnavailableException) when (DateTime.UtcNow < deadline)
            {
            }
        }
    }

    private static (int, string) Read(Document<int>? document) => (document!.Value, document.ETag);

    private static async Task<HttpResponseMessage> Lost(Func<Task<HttpResponseMessage>> send)
    {
        using (await send()) throw new HttpRequestException("cut");
    }

    private static HttpResponseMessage Answer(int status, int? retryAfter = null)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = JsonContent.Create(new { message = "telltale-partition" }),
        };
        if (retryAfter is not null) answer.Headers.Add("x-ms-retry-after-ms", $"{retryAfter}");
        return answer;
    }

    private delegate Task<HttpResponseMessage> Fault(Func<Task<HttpResponseMessage>> send);

    /// <summary>Lets faults befall requests for documents.</summary>
    private sealed class FaultyWire : DelegatingHandler
    {
        private (int After, Fault Fault)? _next;
        private Fault? _always;

        /// <summary>Requests for documents so far.</summary>
        public int Sent { get; set; }

        /// <summary>Whether no request is answered.</summary>
        public bool IsSilent { get; set; }

        /// <summary>What the server says that each costs; null for what it says by itself.</summary>
        public double? Charge { get; init; }

        /// <summary>The next request meets a fault.</summary>
        public void Next(Fault fault) => Next(0, fault);

        /// <summary>A request meets a fault, after some that do not.</summary>
        public void Next(int after, Fault fault) => _next = (after, fault);

        /// <summary>Every request does.</summary>
        public void Always(Fault fault) => _always = fault;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (!request.RequestUri!.AbsolutePath.Contains("/docs", StringComparison.Ordinal))
                return await base.SendAsync(request, cancellationToken);
            if (IsSilent) await Task.Delay(Timeout.Infinite, cancellationToken);
            Fault? fault;
            lock (this)
            {
                Sent++;
                fault = _always;
                if (_next is (var after, var next))
                {
                    _next = after > 0 ? (after - 1, next) : null;
                    if (after == 0) fault = next;
                }
            }

            var answer = await (fault ?? (send => send()))(() => base.SendAsync(request, cancellationToken));
            if (Charge is { } charge)
            {
                answer.Headers.Remove("x-ms-request-charge");
                answer.Headers.Add("x-ms-request-charge", charge.ToString(CultureInfo.InvariantCulture));
            }

            return answer;
        }
    }
}
