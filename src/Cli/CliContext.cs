using System.CommandLine;
using Spectre.Console;

namespace Mixtape.Cli;

/// <summary>What the commands share: where they print, what the time is, and which server they talk to.</summary>
internal sealed class CliContext
{
    private const string DefaultServer = "http://127.0.0.1:7071";
    private const string NoKey = "must be one word of ASCII characters.";

    public CliContext()
    {
        ServerOption.Validators.Add(result =>
        {
            if (!IsServer(result.GetValueOrDefault<string>()))
            {
                result.AddError($"--server (or MIXTAPE_SERVER) must be an address such as {DefaultServer}.");
            }
        });
        KeyOption.Validators.Add(result =>
        {
            // Said without the key itself: it is a secret even where it is wrong.
            if (result.GetValueOrDefault<string?>() is { } key && !IsKey(key)) result.AddError($"--key {NoKey}");
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

    /// <summary>
    /// The key to use where the command line has none. No default of the option: the help shows those.
    /// </summary>
    public string? EnvironmentKey { get; init; } = Environment.GetEnvironmentVariable("MIXTAPE_KEY");

    /// <summary>--key, which every command takes; a secret, not to be printed.</summary>
    public Option<string?> KeyOption { get; } = new("--key")
    {
        Description = "The function key or the master key, where the server asks for one; better by the environment variable MIXTAPE_KEY, "
            + "which other users of this machine do not see.",
        HelpName = "key",
        Recursive = true,
    };

    /// <summary>A client of the server that the command line names; the caller disposes it.</summary>
    public MixtapeClient Connect(ParseResult parsed, bool patient = false) =>
        new(new Uri(parsed.GetRequiredValue(ServerOption)), KeyOf(parsed), Time) { Patient = patient };

    /// <summary>A client of a server that asks for no key; the caller disposes it.</summary>
    public MixtapeClient Connect(Uri server, bool patient = false) =>
        new(server, key: null, Time) { Patient = patient };

    private string? KeyOf(ParseResult parsed)
    {
        if (parsed.GetValue(KeyOption) is { } given) return given;
        if (string.IsNullOrEmpty(EnvironmentKey)) return null;
        return IsKey(EnvironmentKey) ? EnvironmentKey : throw new CliException($"MIXTAPE_KEY {NoKey}");
    }

    private static bool IsKey(string key) => key.Length > 0 && key.All(c => c is > ' ' and <= '~');

    private static bool IsServer(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
}
