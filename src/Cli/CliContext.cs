using System.CommandLine;
using Spectre.Console;

namespace Mixtape.Cli;

/// <summary>What the commands share: where they print, what the time is, and which server they talk to.</summary>
internal sealed class CliContext
{
    private const string DefaultServer = "http://127.0.0.1:7071";

    public CliContext()
    {
        ServerOption.Validators.Add(result =>
        {
            if (!IsServer(result.GetValueOrDefault<string>()))
            {
                result.AddError($"--server (or MIXTAPE_SERVER) must be an address such as {DefaultServer}.");
            }
        });
    }

    /// <summary>For results and progress.</summary>
    public required IAnsiConsole Out { get; init; }

    /// <summary>For errors.</summary>
    public required IAnsiConsole Error { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>--server, which every command takes.</summary>
    public Option<string> ServerOption { get; } = new("--server")
    {
        Description = "The address of Mixtape; also by the environment variable MIXTAPE_SERVER.",
        HelpName = "url",
        Recursive = true,
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("MIXTAPE_SERVER") is { Length: > 0 } url ? url : DefaultServer,
    };

    /// <summary>A client of the server that the command line names; the caller disposes it.</summary>
    public MixtapeClient Connect(ParseResult parsed, bool patient = false) =>
        Connect(new Uri(parsed.GetRequiredValue(ServerOption)), patient);

    /// <summary>A client of this server; the caller disposes it.</summary>
    public MixtapeClient Connect(Uri server, bool patient = false) => new(server, Time) { Patient = patient };

    private static bool IsServer(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
}
