using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Mixtape.Local.FunctionsRuntime.Host;

/// <summary>Where the host listens.</summary>
internal static class ListenAddress
{
    public const int DefaultPort = 7071;

    /// <summary>
    /// The address on loopback that <c>--port</c> asks for, or the default one; null where <c>--urls</c>,
    /// ASPNETCORE_URLS or the like say it themselves.
    /// </summary>
    /// <exception cref="FunctionsHostException">Both are given, or the port is none.</exception>
    public static string? Choose(string[] args, IConfiguration configuration)
    {
        // Only the command line: a PORT in the environment is often meant for another program.
        var port = new ConfigurationBuilder().AddCommandLine(args).Build()["port"];
        var urls = configuration["urls"];
        if (port is null)
            return string.IsNullOrEmpty(urls) ? $"http://127.0.0.1:{DefaultPort}" : null;
        if (new ConfigurationBuilder().AddCommandLine(args).Build()["urls"] is not null)
            throw new FunctionsHostException("--port and --urls contradict each other: give one of them.");
        return ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? $"http://127.0.0.1:{number}"
            : throw new FunctionsHostException(
                $"--port {port} is not a port: give a number from 0 (any free port) to 65535.");
    }
}
