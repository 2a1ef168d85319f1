using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Logging;
using Mixtape.Local.FunctionsRuntime.Host;

namespace Mixtape.Local.FunctionsRuntime.Tests.Host;

/// <summary>An app of some function classes, running on a free port with a folder of its own.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly TestFolder _folder;
    private readonly bool _ownsFolder;

    private TestApp(FunctionsHost host, RecordedLogs logs, TestFolder folder, bool ownsFolder)
    {
        Host = host;
        Logs = logs;
        _folder = folder;
        _ownsFolder = ownsFolder;
    }

    public FunctionsHost Host { get; }

    public RecordedLogs Logs { get; }

    public HttpClient Client { get; } = new();

    public static Task<TestApp> StartAsync(params Type[] types) => StartAsync(types, _ => { });

    public static async Task<TestApp> StartAsync(
        Type[] types, Action<FunctionsApplicationBuilder> configure, TestFolder? folder = null)
    {
        var ownFolder = folder ?? new TestFolder();
        var logs = new RecordedLogs();
        var host = Build(ownFolder, types, builder =>
        {
            builder.Logging.ClearProviders().AddProvider(logs);
            builder.ConfigureFunctionsWebApplication();
            configure(builder);
        });
        await host.StartAsync();
        var app = new TestApp(host, logs, ownFolder, folder is null);
        app.Client.BaseAddress = new Uri(host.Urls.Single());
        return app;
    }

    /// <summary>An app that is not started.</summary>
    public static FunctionsHost Build(TestFolder folder, Type[] types, Action<FunctionsApplicationBuilder> configure)
    {
        var builder = new FunctionsApplicationBuilder(
            ["--port", "0", "--LocalState", folder.File("state")], types, folder.Path);
        configure(builder);
        return (FunctionsHost)builder.Build();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.StopAsync();
        await Host.DisposeAsync();
        if (_ownsFolder)
            _folder.Dispose();
    }
}
