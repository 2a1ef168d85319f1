using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;

namespace Mixtape.Emulators;

/// <summary>
/// Stands between an SDK and its service and lets chosen calls fail as networks and services do. Every attempt counts as a call, an SDK's
/// own repetitions too. Azure.Core takes it as <c>new HttpClientTransport(new HttpClient(injector))</c>, Cosmos as
/// <c>HttpClientFactory = () => new HttpClient(injector, disposeHandler: false)</c>. Safe for concurrent use; the same choice for the same
/// number of call, whatever thread it is on.
/// </summary>
/// <param name="inner">What carries the calls; a handler of its own where null.</param>
public sealed class FaultInjector(HttpMessageHandler? inner = null) : DelegatingHandler(inner ?? new SocketsHttpHandler())
{
    private readonly ConcurrentDictionary<Fault, int> _injected = new();
    private int _calls;

    /// <summary>Which fault befalls the call of this number, counted from 1; null for none, as to begin with.</summary>
    public Func<int, HttpRequestMessage, Fault?> Choose { get; set; } = (_, _) => null;

    /// <summary>What another writer does just before a call that <see cref="Fault.Race"/> befalls.</summary>
    public Func<HttpRequestMessage, CancellationToken, Task> Race { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>What <see cref="Fault.Throttled"/> asks to wait; storage knows whole seconds only.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.Zero;

    /// <summary>The calls that came so far.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>How often each fault has struck.</summary>
    public IReadOnlyDictionary<Fault, int> Injected => _injected;

    /// <summary>A choice: this fault at the call of this number only.</summary>
    public static Func<int, HttpRequestMessage, Fault?> At(int call, Fault fault) => (n, _) => n == call ? fault : null;

    /// <summary>A choice: this fault from the call of this number on.</summary>
    public static Func<int, HttpRequestMessage, Fault?> From(int call, Fault fault) => (n, _) => n >= call ? fault : null;

    /// <summary>A choice: one of the faults at a share of all calls, which the seed and the call's number decide.</summary>
    public static Func<int, HttpRequestMessage, Fault?> Share(double share, int seed, params Fault[] faults) => (n, _) =>
    {
        var random = new Random(HashCode(seed, n));
        return random.NextDouble() < share ? faults[random.Next(faults.Length)] : null;
    };

    /// <summary>Counts from 0 again and forgets what struck.</summary>
    public void Reset()
    {
        Volatile.Write(ref _calls, 0);
        _injected.Clear();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var fault = Choose(Interlocked.Increment(ref _calls), request);
        if (fault is null) return await base.SendAsync(request, cancellationToken);
        _injected.AddOrUpdate(fault.Value, 1, (_, count) => count + 1);
        switch (fault)
        {
            case Fault.Unavailable:
                return Refuse(request, HttpStatusCode.ServiceUnavailable);
            case Fault.Throttled:
                return Refuse(request, HttpStatusCode.TooManyRequests);
            case Fault.TimedOut:
                throw new TaskCanceledException("The request was canceled due to a time-out.", new TimeoutException());
            case Fault.UploadCut:
                await SendHalfAsync(request, cancellationToken);
                throw Cut();
            case Fault.Race:
                await Race(request, cancellationToken);
                return await base.SendAsync(request, cancellationToken);
            case Fault.AnswerLost:
                using (await base.SendAsync(request, cancellationToken)) throw Cut();
            default:
                return await CutAsync(await base.SendAsync(request, cancellationToken), cancellationToken);
        }
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, cancellationToken).GetAwaiter().GetResult();

    private static HttpRequestException Cut() => new("The connection was cut.", new IOException("Connection reset by peer."));

    /// <summary>Lets the SDK write its body until half of it is out, as a connection that then breaks would.</summary>
    private static async Task SendHalfAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is not { } content) return;
        try
        {
            await content.CopyToAsync(new BreakingSink((content.Headers.ContentLength ?? 0) / 2), cancellationToken);
        }
        catch (Exception e) when (e is IOException or HttpRequestException { InnerException: IOException })
        {
            // The half is out.
        }
    }

    private static async Task<HttpResponseMessage> CutAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var whole = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        if (whole.Length == 0)
        {
            answer.Dispose();
            throw Cut();
        }

        var cut = new StreamContent(new BreakingSource(whole, whole.Length / 2));
        foreach (var (name, values) in answer.Content.Headers) cut.Headers.TryAddWithoutValidation(name, values);
        answer.Content = cut;
        return answer;
    }

    // Not System.HashCode, which differs from process to process.
    private static int HashCode(int seed, int call) => unchecked((int)((uint)seed * 0x9E3779B1u ^ (uint)call * 0x85EBCA77u));

    private HttpResponseMessage Refuse(HttpRequestMessage request, HttpStatusCode status)
    {
        var answer = new HttpResponseMessage(status) { RequestMessage = request, Content = new ByteArrayContent([]) };
        answer.Headers.Add("x-ms-error-code", "ServerBusy");
        if (status != HttpStatusCode.TooManyRequests) return answer;
        answer.Headers.RetryAfter = new RetryConditionHeaderValue(RetryAfter);
        answer.Headers.Add("x-ms-retry-after-ms", $"{(long)RetryAfter.TotalMilliseconds}");
        return answer;
    }

    // In a class derived from MemoryStream all reads and writes, of spans and asynchronous ones too, come to the one of an array.
    private sealed class BreakingSink(long room) : MemoryStream
    {
        private long _room = room;

        public override void Write(byte[] buffer, int offset, int count)
        {
            if ((_room -= count) <= 0) throw new IOException("Connection reset by peer.");
        }
    }

    private sealed class BreakingSource(byte[] bytes, int end) : MemoryStream(bytes, 0, end)
    {
        public override bool CanSeek => false;

        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, count) is > 0 and var read ? read : throw new IOException("Connection reset by peer.");
    }
}
