using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Mixtape.Emulators;

[assembly: AssemblyFixture(typeof(Mixtape.Storage.Tests.Azurite))]

namespace Mixtape.Storage.Tests;

/// <summary>One Azurite for all tests of the assembly; each test takes a container of its own.</summary>
public sealed class Azurite : IAsyncLifetime
{
    private AzuriteServer? _server;

    public string ConnectionString
    {
        get
        {
            if (NodeServer.Missing is { } reason) Assert.Skip(reason);
            return _server!.ConnectionString;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (NodeServer.Missing is null) _server = await AzuriteServer.StartAsync();
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>What a client needs to speak through the handler, and to repeat a failed call at once.</summary>
    public static BlobClientOptions Through(HttpMessageHandler handler)
    {
        var options = new BlobClientOptions { Transport = new HttpClientTransport(new HttpClient(handler, disposeHandler: false)) };
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.Retry.MaxDelay = TimeSpan.FromMilliseconds(1);
        return options;
    }
}
