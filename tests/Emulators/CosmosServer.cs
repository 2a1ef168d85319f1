using System.Text.RegularExpressions;

namespace Mixtape.Emulators;

/// <summary>
/// What tests take for a Cosmos DB account: a server that speaks its protocol, as far as <see cref="CosmosWire"/> tells, started when first
/// asked for and ended when disposed of; one for all tests of an assembly. Where the environment variable <c>MIXTAPE_TEST_COSMOS</c> is
/// <c>endpoint;key</c>, such as <c>https://localhost:8081;C2y6...</c>, it is that account or emulator instead, and nothing bends its
/// answers.
/// </summary>
public sealed partial class CosmosServer : IAsyncDisposable
{
    private static readonly string[]? _real = Environment.GetEnvironmentVariable("MIXTAPE_TEST_COSMOS")?.Split(';', 2);

    private readonly Lazy<Task<NodeServer>> _server = new(() => NodeServer.StartAsync(
        "@vercel/cosmosdb-server/lib/cli.js", ["-p", "0", "--no-ssl", "--host", "127.0.0.1"], Ready()));

    /// <summary>Whether it is an account or the official emulator.</summary>
    public static bool IsReal => _real is not null;

    /// <summary>Why there is none, or null where there is.</summary>
    public static string? Missing => IsReal ? null : NodeServer.Missing;

    /// <summary>The key. The server that is started takes any.</summary>
    public static string Key => _real is [_, var key] ? key : Convert.ToBase64String("a key of tests, and of nothing else"u8);

    /// <summary>Where it listens.</summary>
    public async Task<Uri> GetEndpointAsync() =>
        new(_real is [var endpoint, ..] ? endpoint : $"http://127.0.0.1:{(await _server.Value).Port}");

    /// <summary>What a client's requests go through; null for nothing. Not disposed of by a store.</summary>
    public static HttpMessageHandler? NewHandler() => IsReal ? null : new CosmosWire();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated) await (await _server.Value).DisposeAsync();
    }

    [GeneratedRegex(@"^Ready to accept HTTP connections at .*:(\d+)$")]
    private static partial Regex Ready();
}
