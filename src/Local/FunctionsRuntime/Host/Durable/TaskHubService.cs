using Microsoft.Extensions.Hosting;
using Mixtape.Local.FunctionsRuntime.Engine;

namespace Mixtape.Local.FunctionsRuntime.Host.Durable;

/// <summary>Starts the task hub before the host listens and stops it after.</summary>
internal sealed class TaskHubService(TaskHub hub) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => hub.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => hub.StopAsync(cancellationToken);
}
