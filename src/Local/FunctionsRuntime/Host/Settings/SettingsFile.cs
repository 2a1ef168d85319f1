using System.Text.Json;

namespace Mixtape.Local.FunctionsRuntime.Host.Settings;

/// <summary>How Functions tools read their JSON files: comments and trailing commas are fine.</summary>
internal static class SettingsFile
{
    public static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };
}
