using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;
using Mixtape.Local.FunctionsRuntime.Host.Settings;

namespace Mixtape.Local.FunctionsRuntime.Host;

/// <summary>
/// The running app: owns the state folder, and says on standard output where it listens, in a line
/// "Listening on http://127.0.0.1:7071" for each address.
/// </summary>
internal sealed class FunctionsHost(WebApplication app, StateDirectory state) : IHost, IAsyncDisposable
{
    public IServiceProvider Services => app.Services;

    /// <summary>The addresses that the host listens on, once it is started.</summary>
    public ICollection<string> Urls => app.Urls;

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        state.Take();
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new FunctionsHostException(
                $"{e.Message} Stop what listens there, or choose another port with --port N "
                    + "(0 for any that is free).", e);
        }
        foreach (var url in Urls)
            Console.WriteLine($"Listening on {url}");
    }

    public Task StopAsync(CancellationToken cancellationToken = default) => app.StopAsync(cancellationToken);

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Closes the task hub, and only then gives the state folder free.</summary>
    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        state.Dispose();
    }
}
