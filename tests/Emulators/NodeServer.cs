using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Mixtape.Emulators;

/// <summary>A server of an npm package, as a process that ends with this one. It picks a free port and says which.</summary>
public sealed class NodeServer : IAsyncDisposable
{
    private readonly Process _process;

    private NodeServer(Process process, string port)
    {
        _process = process;
        Port = int.Parse(port, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The folder that holds the packages.</summary>
    public static string Folder { get; } = typeof(NodeServer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "EmulatorsFolder").Value!;

    /// <summary>Why nothing can be started, or null where it can.</summary>
    public static string? Missing => File.Exists(Path.Combine(Folder, "installed"))
        ? null
        : "npm could not install what this test starts: install Node.js, see that npm's registry can be reached, and build again.";

    /// <summary>The port on the loopback interface.</summary>
    public int Port { get; }

    /// <summary>Starts a server and waits until it says its port.</summary>
    /// <param name="script">Its script, from node_modules on.</param>
    /// <param name="arguments">Its arguments; they should let it choose its port.</param>
    /// <param name="ready">Matches the line in which it says that it listens; group 1 is the port.</param>
    public static async Task<NodeServer> StartAsync(string script, string[] arguments, Regex ready)
    {
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        string[] all = ["--require", Path.Combine(AppContext.BaseDirectory, "exit-with-parent.cjs"), Path.Combine("node_modules", script)];
        foreach (var argument in all.Concat(arguments)) start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (ready.Match(line) is not { Success: true } match) continue;
            _ = process.StandardOutput.ReadToEndAsync(); // read all along, so that a full pipe never blocks it
            return new NodeServer(process, match.Groups[1].Value);
        }

        throw new InvalidOperationException($"{script} ended before it listened: {await errors}");
    }

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.Kill(); // no harm where it has ended
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
