using System.Text.Json;
using Mixtape.Functions.Tests;
using Mixtape.Music.SampleWorld;

[assembly: AssemblyFixture(typeof(TrainedApp))]

namespace Mixtape.Functions.Tests;

/// <summary>One app that has learned a small world, shared by the tests that only ask it, or add listeners of their own.</summary>
public sealed class TrainedApp : IAsyncLifetime
{
    private MixtapeApp? _app;

    internal MixtapeApp App => _app!;

    internal SampleWorld World => MixtapeApp.SmallWorld;

    /// <summary>The status of its training at the end.</summary>
    internal JsonElement Training { get; private set; }

    public async ValueTask InitializeAsync()
    {
        _app = await MixtapeApp.StartAsync();
        await _app.SendAsync(World);
        Training = await _app.TrainAsync(new { factors = 32 });
    }

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;
}
