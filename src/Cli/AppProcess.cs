using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Mixtape.Cli;

/// <summary>The Mixtape app as a child process. Disposing stops it: asked first, then killed.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private const int TerminateSignal = 15;
    private const int LinesKept = 40;
    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly Queue<string> _lastLines = new();

    private AppProcess(Process process) => _process = process;

    /// <summary>Starts the app.</summary>
    /// <param name="port">The port it listens on, on this machine only.</param>
    /// <param name="state">The folder for its state; the app's own default where null.</param>
    /// <param name="output">
    /// Takes its output line by line; where null the app writes to this process's own output.
    /// </param>
    /// <exception cref="CliException">The app or the dotnet command is not to be found.</exception>
    public static AppProcess Start(int port, string? state, Action<string>? output)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = output is not null,
            RedirectStandardError = output is not null,
        };
        foreach (var argument in (string[])[Locate(), "--port", $"{port}"]) start.ArgumentList.Add(argument);
        if (state is not null)
        {
            start.ArgumentList.Add("--LocalState");
            start.ArgumentList.Add(Path.GetFullPath(state));
        }

        var app = new AppProcess(new Process { StartInfo = start });
        app._process.OutputDataReceived += (_, line) => app.Keep(line.Data, output);
        app._process.ErrorDataReceived += (_, line) => app.Keep(line.Data, output);
        try
        {
            app._process.Start();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new CliException(
                "The dotnet command is not to be found: install .NET 10 (https://dot.net) and put it on the PATH.", e);
        }

        if (output is not null)
        {
            app._process.BeginOutputReadLine();
            app._process.BeginErrorReadLine();
        }

        return app;
    }

    /// <summary>The first port from <paramref name="first"/> on that nobody on this machine listens on.</summary>
    public static int FreePort(int first)
    {
        for (var port = first; port < Math.Min(first + 100, 65_536); port++)
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken; the next one may not be.
            }
        }

        throw new CliException($"The ports {first} to {first + 99} are all taken: pass another --port.");
    }

    /// <summary>Waits until the app answers.</summary>
    /// <exception cref="CliException">It has ended, or does not answer in time.</exception>
    public async Task WaitUntilReadyAsync(MixtapeClient client, TimeProvider time, CancellationToken token)
    {
        for (var started = time.GetTimestamp(); time.GetElapsedTime(started) < _startLimit;)
        {
            if (_process.HasExited) throw Failed($"Mixtape did not start: it ended with code {_process.ExitCode}.");
            try
            {
                await client.HealthAsync(token);
                return;
            }
            catch (Exception e) when (e is MixtapeUnreachableException or MixtapeServerException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), time, token);
            }
        }

        throw Failed($"Mixtape did not answer within {_startLimit.TotalSeconds:0} s.");
    }

    /// <summary>
    /// Waits until the app ends by itself, or stops it when the token says so; returns its exit code.
    /// </summary>
    public async Task<int> WaitAsync(CancellationToken token)
    {
        try
        {
            await _process.WaitForExitAsync(token);
        }
        catch (OperationCanceledException)
        {
            await StopAsync();
        }

        return _process.ExitCode;
    }

    /// <summary>An error that ends with the app's last words.</summary>
    public CliException Failed(string message, Exception? inner = null)
    {
        lock (_lastLines)
        {
            return new CliException(
                _lastLines.Count == 0 ? message : $"{message} Its last words:\n{string.Join('\n', _lastLines)}", inner);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
    }

    /// <summary>
    /// The app's assembly: where MIXTAPE_APP says; else in app/ beside this program, as it is shipped; else where the
    /// build puts it.
    /// </summary>
    private static string Locate()
    {
        const string Name = "Mixtape.Functions.dll";
        if (Environment.GetEnvironmentVariable("MIXTAPE_APP") is { Length: > 0 } named)
        {
            return File.Exists(named) ? named : throw new CliException(
                $"MIXTAPE_APP names '{named}', where there is no file.");
        }

        var here = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var shipped = Path.Combine(here, "app", Name);
        if (File.Exists(shipped)) return shipped;
        var built = Path.GetFullPath(Path.Combine(here, "..", "..", "Mixtape.Functions", Path.GetFileName(here), Name));
        return File.Exists(built) ? built : throw new CliException(
            $"Mixtape itself ({Name}) is not beside this program: build the repository, or let MIXTAPE_APP name the file.");
    }

    private void Keep(string? line, Action<string>? output)
    {
        if (line is null) return;
        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > LinesKept) _lastLines.Dequeue();
        }

        output?.Invoke(line);
    }

    private async Task StopAsync()
    {
        if (_process.HasExited) return;
        // Windows has no such request; the app's state survives being killed anyway.
        if (!OperatingSystem.IsWindows()) _ = Signal(_process.Id, TerminateSignal);
        else _process.Kill(entireProcessTree: true);
        using var limit = new CancellationTokenSource(_stopLimit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Signal(int process, int signal);
}
