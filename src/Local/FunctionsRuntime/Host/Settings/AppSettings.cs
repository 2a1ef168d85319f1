using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Mixtape.Local.FunctionsRuntime.Host.Settings;

/// <summary>The app's settings: local.settings.json, and "%Name%" in triggers and host.json.</summary>
internal static partial class AppSettings
{
    public const string FileName = "local.settings.json";

    /// <summary>
    /// The Values of local.settings.json, with <c>__</c> in names read as <c>:</c> as in environment variables;
    /// empty where there is no file.
    /// </summary>
    /// <exception cref="FunctionsHostException">The file cannot be read or is encrypted.</exception>
    public static IReadOnlyDictionary<string, string?> Load(string directory)
    {
        var path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
            return new Dictionary<string, string?>();
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), SettingsFile.Lenient);
            var root = document.RootElement;
            if (root.TryGetProperty("IsEncrypted", out var encrypted) && encrypted.GetBoolean())
                throw new FunctionsHostException($"{path} is encrypted: run 'func settings decrypt' beside it.");
            return root.TryGetProperty("Values", out var values)
                ? values.EnumerateObject().ToDictionary(
                    value => KeyOf(value.Name), value => (string?)value.Value.ToString())
                : new Dictionary<string, string?>();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FunctionsHostException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Replaces each "%Name%" by that setting.</summary>
    /// <exception cref="FunctionsHostException">There is no such setting.</exception>
    public static string Resolve(string text, IConfiguration configuration) =>
        Placeholder().Replace(text, match => configuration[KeyOf(match.Groups[1].Value)]
            ?? throw new FunctionsHostException(
                $"'{text}' names the setting {match.Groups[1].Value}, which has no value: "
                    + $"set it in the environment or in {FileName}."));

    private static string KeyOf(string name) => name.Replace("__", ConfigurationPath.KeyDelimiter);

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Placeholder();
}
