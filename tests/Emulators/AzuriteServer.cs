using System.Text.RegularExpressions;

namespace Mixtape.Emulators;

/// <summary>Azurite's blob service, in memory and strict: what it does not know it refuses, as the real service would.</summary>
public sealed partial class AzuriteServer : IAsyncDisposable
{
    // Published with every Azure emulator, and no secret.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly NodeServer _server;

    private AzuriteServer(NodeServer server) => _server = server;

    /// <summary>Opens it with the account that every emulator has.</summary>
    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint=http://127.0.0.1:{_server.Port}/{Account};";

    /// <summary>Starts it on a free port; ask <see cref="NodeServer.Missing"/> first.</summary>
    public static async Task<AzuriteServer> StartAsync() => new(await NodeServer.StartAsync(
        "azurite/dist/src/blob/main.js",
        ["--blobPort", "0", "--inMemoryPersistence", "--disableTelemetry", "--silent"],
        ListeningLine()));

    /// <summary>Ends it; all that it held is gone.</summary>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [GeneratedRegex(@"successfully listens on http://127\.0\.0\.1:(\d+)")]
    private static partial Regex ListeningLine();
}
