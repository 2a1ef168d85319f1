using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Mixtape.Functions.Telemetry;

namespace Mixtape.Functions.Http;

/// <summary>
/// Answers 429 to a caller who has used up <see cref="MixtapeOptions.RateLimits"/>, and runs all else; what no HTTP request triggered
/// always runs. Callers are told apart by a hash of their key that no other process can repeat, and share 1,024 places: two keys may share
/// one, and whatever keys are sent, memory stays bounded. Safe for concurrent use.
/// </summary>
internal sealed class RateLimiting : IFunctionsWorkerMiddleware, IDisposable
{
    private const int Places = 1024;
    private const int Nobody = -1;

    // What needs no key takes any, so a key says nothing there.
    private static readonly FrozenSet<string> _open = typeof(RateLimiting).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods())
        .Where(method => method.GetParameters().Any(
            parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>() is { AuthLevel: AuthorizationLevel.Anonymous }))
        .Select(method => method.GetCustomAttribute<FunctionAttribute>()!.Name)
        .ToFrozenSet(StringComparer.Ordinal);

    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(32);
    private readonly PartitionedRateLimiter<Caller> _limiter;

    public RateLimiting(MixtapeOptions options) => _limiter = PartitionedRateLimiter.Create<Caller, Caller>(caller =>
        Partition(caller, caller.IsReading ? options.RateLimits.Reading : options.RateLimits.Writing));

    /// <inheritdoc/>
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http) return next(context);
        var place = _open.Contains(context.FunctionDefinition.Name) ? Nobody : PlaceOf(http.Request);
        using var lease = _limiter.AttemptAcquire(new Caller(place, HttpMethods.IsGet(http.Request.Method)));
        if (lease.IsAcquired) return next(context); // a lease of a token bucket holds nothing to give back

        Instruments.RequestsRefused.Add(1, new KeyValuePair<string, object?>("mixtape.reason", "rate"));
        _ = lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter);
        context.GetInvocationResult().Value = Problems.TooManyRequests(http.Request, retryAfter);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();

    private static RateLimitPartition<Caller> Partition(Caller caller, RateLimit limit) => limit.RequestsPerSecond == 0
        ? RateLimitPartition.GetNoLimiter(caller)
        : RateLimitPartition.GetTokenBucketLimiter(caller, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = limit.Burst,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1 / limit.RequestsPerSecond),
        });

    private int PlaceOf(HttpRequest request)
    {
        var key = request.Headers["x-functions-key"].ToString();
        if (key.Length == 0) key = request.Query["code"].ToString();
        return key.Length == 0
            ? Nobody
            : BitConverter.ToUInt16(HMACSHA256.HashData(_salt, Encoding.UTF8.GetBytes(key)), 0) % Places;
    }

    private readonly record struct Caller(int Place, bool IsReading);
}
