using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Mixtape.Local.FunctionsRuntime.Host.Settings;

/// <summary>The settings of host.json that the local runtime follows. Others are for Azure and passed over.</summary>
internal sealed record HostSettings
{
    public const string FileName = "host.json";

    /// <summary>The longest an invocation may run; null for no limit.</summary>
    public TimeSpan? FunctionTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>What stands before each route, without slashes at its ends; may be empty.</summary>
    public string RoutePrefix { get; init; } = "api";

    /// <summary>The task hub's name; Core Tools takes the same default.</summary>
    public string HubName { get; init; } = "TestHubName";

    public int? MaxConcurrentActivities { get; init; }

    public int? MaxConcurrentOrchestrators { get; init; }

    /// <summary>Log levels by category, "Default" for the rest.</summary>
    public IReadOnlyDictionary<string, string> LogLevels { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads host.json from a folder; defaults where there is none.</summary>
    /// <exception cref="FunctionsHostException">The file or one of its values cannot be read.</exception>
    public static HostSettings Load(string directory)
    {
        var path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
            return new HostSettings();
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), SettingsFile.Lenient);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new FunctionsHostException($"{FileName} in {directory} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The hub's name with "%Name%" resolved.</summary>
    /// <exception cref="FunctionsHostException">It is not a name that Durable Functions takes.</exception>
    public string ResolveHubName(IConfiguration configuration)
    {
        var name = AppSettings.Resolve(HubName, configuration);
        if (name.Length is 0 or > 45 || !char.IsAsciiLetter(name[0]) || !name.All(char.IsAsciiLetterOrDigit))
            throw new FunctionsHostException(
                $"extensions.durableTask.hubName in {FileName} is '{name}': "
                    + "use at most 45 letters and digits, a letter first.");
        return name;
    }

    private static HostSettings Read(JsonElement root)
    {
        var settings = new HostSettings();
        if (Find(root, "functionTimeout") is { } timeout)
            settings = settings with { FunctionTimeout = ReadTimeout(timeout.GetString()) };
        if (Find(root, "extensions", "http", "routePrefix") is { } prefix)
            settings = settings with { RoutePrefix = (prefix.GetString() ?? "").Trim('/') };
        if (Find(root, "extensions", "durableTask", "hubName") is { } hub)
            settings = settings with { HubName = hub.GetString() ?? "" };
        if (Find(root, "logging", "logLevel") is { } levels)
        {
            settings = settings with
            {
                LogLevels = levels.EnumerateObject().ToDictionary(
                    level => level.Name, level => level.Value.GetString() ?? ""),
            };
        }
        return settings with
        {
            MaxConcurrentActivities = ReadCount(root, "maxConcurrentActivityFunctions"),
            MaxConcurrentOrchestrators = ReadCount(root, "maxConcurrentOrchestratorFunctions"),
        };
    }

    private static TimeSpan? ReadTimeout(string? text) => text switch
    {
        "-1" => null,
        _ when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var limit) && limit > TimeSpan.Zero => limit,
        _ => throw new FormatException(
            $"functionTimeout is '{text}': write it as \"00:10:00\", or \"-1\" for no limit."),
    };

    private static int? ReadCount(JsonElement root, string name)
    {
        if (Find(root, "extensions", "durableTask", name) is not { } count)
            return null;
        return count.TryGetInt32(out var value) && value > 0
            ? value
            : throw new FormatException($"extensions.durableTask.{name} is {count}: write a whole number above 0.");
    }

    private static JsonElement? Find(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (!element.TryGetProperty(name, out element))
                return null;
        }
        return element;
    }
}
