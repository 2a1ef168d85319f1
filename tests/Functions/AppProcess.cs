using System.Diagnostics;

namespace Mixtape.Functions.Tests;

/// <summary>The app as a process of its own; disposing kills it (SIGKILL), as a crash would.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private readonly Process _process;

    private AppProcess(Process process, Uri address)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = address };
        Output = process.StandardOutput.ReadToEndAsync(CancellationToken.None); // read all along, so that a full pipe never blocks the app
    }

    public HttpClient Client { get; }

    /// <summary>What the process writes, its log included; complete once the process has ended.</summary>
    public Task<string> Output { get; }

    /// <summary>The most memory that the process ever had resident, in bytes.</summary>
    public long PeakMemory
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    public static async Task<AppProcess> StartAsync(string state, CancellationToken cancellationToken)
    {
        // What it leaves in its temporary folder when it is killed goes with its state.
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, Environment = { ["TMPDIR"] = state } };
        foreach (var argument in new[] { typeof(MixtapeServices).Assembly.Location, "--port", "0", "--LocalState", state })
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        await using var abandoned = cancellationToken.Register(process.Kill);
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (!line.StartsWith("Listening on ", StringComparison.Ordinal)) continue;
            return new AppProcess(process, new Uri(line["Listening on ".Length..]));
        }

        process.Kill(); // it closed its output, but may still run
        throw new InvalidOperationException("The app ended before it listened.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(); // no harm where it has ended
        await _process.WaitForExitAsync();
        Client.Dispose();
    }
}
