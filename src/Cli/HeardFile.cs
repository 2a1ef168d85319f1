using System.Text.Json;
using System.Text.Json.Serialization;
using Mixtape.Music.Audio;

namespace Mixtape.Cli;

/// <summary>What was heard of a file.</summary>
/// <param name="File">The file, as it was named.</param>
/// <param name="Features">What it sounds like; null where it could not be heard.</param>
/// <param name="Model">The network that heard it; null where none did.</param>
/// <param name="Problem">Why it could not be heard; null where it was.</param>
internal sealed record HeardFile(string File, AudioFeatures? Features, string? Model, string? Problem)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        WriteIndented = true,
    };

    /// <summary>Hears a file; what is wrong with it goes into the result.</summary>
    public static async Task<HeardFile> OfAsync(AudioAnalyzer analyzer, string path, CancellationToken token)
    {
        try
        {
            var analysis = await analyzer.AnalyzeAsync(path, token);
            return new HeardFile(path, analysis.Features, analysis.Model, null);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return new HeardFile(path, null, null, "There is no such file.");
        }
        catch (UnauthorizedAccessException)
        {
            return new HeardFile(path, null, null, "It is a folder, or not yours to read.");
        }
        catch (Exception exception) when (exception is InvalidAudioException or MissingFfmpegException or IOException)
        {
            return new HeardFile(path, null, null, exception.Message);
        }
    }

    /// <summary>Writes files as a JSON array.</summary>
    public static void WriteJson(TextWriter writer, HeardFile[] files) => writer.WriteLine(JsonSerializer.Serialize(files, _json));
}
