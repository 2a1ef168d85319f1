using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Mixtape.Functions.Http;

namespace Mixtape.Functions.Audio;

/// <summary>Tracks' audio over HTTP.</summary>
public sealed class TrackAudioFunctions(AudioBlobs blobs, TrackAudioStore results, AudioRuns runs, MixtapeOptions options)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { Converters = { new CamelCaseEnum() } };

    /// <summary>
    /// Takes a track's audio in, whatever it was before, and has it heard. Once it is answered, it survives a crash. Limits:
    /// <see cref="MixtapeOptions.MaximumAudioBytes"/> of body, which goes to the store as it comes; ids that a blob can be named after; and
    /// those of <see cref="AudioHearing"/>, which show once it is heard.
    /// </summary>
    [Function(nameof(PutTrackAudio))]
    public async Task<IResult> PutTrackAudio(
        [HttpTrigger(AuthorizationLevel.Admin, "put", Route = "tracks/{id}/audio")] HttpRequest request,
        string id, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (Problems.IfInvalid("track", id) is { } invalid) return invalid;
        if (AudioBlobName.Of(id) is null)
        {
            return Problems.BadRequest(
                "The track id is too long for audio.",
                "Audio is stored under the id, in which each byte that is no ASCII letter, digit, '-' or '_' takes three characters, and "
                + "502 are the most: use a shorter id.");
        }

        if (request.Headers.ContentEncoding.Count > 0) return Problems.Compressed();
        if (request.ContentLength > options.MaximumAudioBytes) return TooLarge();
        var (length, stored) = await blobs.WriteAsync(id, request.Body, cancellationToken);
        if (length == 0) return Problems.BadRequest("The body is empty.", "Send the audio's bytes as the body, as they are in its file.");
        if (stored is null) return TooLarge();

        // If this fails or the app ends here, the next listing finds the audio.
        await runs.StartAsync(client, stored, InstanceId(stored), cancellationToken);
        var url = $"/api/tracks/{Uri.EscapeDataString(id)}/audio-features";
        return Results.Accepted(url, new { track = id, bytes = length, contentHash = stored.Hash, statusUrl = url });
    }

    /// <summary>What a track sounds like, or why that is not known.</summary>
    [Function(nameof(GetTrackAudioFeatures))]
    public async Task<IResult> GetTrackAudioFeatures(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "tracks/{id}/audio-features")] HttpRequest request,
        string id, CancellationToken cancellationToken)
    {
        if (Problems.IfInvalid("track", id) is { } invalid) return invalid;
        if (await blobs.FindAsync(id, cancellationToken) is not { } blob)
            return Problems.NotFound("There is no audio of that track: PUT it to /api/tracks/{id}/audio.");
        return Results.Json(TrackAudioAnswer.Of(id, blob, await results.FindAsync(id, cancellationToken)), _json);
    }

    /// <summary>Deletes a track's audio, and what was heard of it.</summary>
    [Function(nameof(DeleteTrackAudio))]
    public async Task<IResult> DeleteTrackAudio(
        [HttpTrigger(AuthorizationLevel.Admin, "delete", Route = "tracks/{id}/audio")] HttpRequest request,
        string id, CancellationToken cancellationToken)
    {
        if (Problems.IfInvalid("track", id) is { } invalid) return invalid;
        await blobs.DeleteAsync(id, cancellationToken); // first, so that whoever is hearing it sees that it is gone
        await results.DeleteAsync(id, cancellationToken);
        return Results.NoContent();
    }

    private IResult TooLarge() => Problems.TooLarge(options.MaximumAudioBytes, "compress the audio, or raise Mixtape__MaximumAudioBytes");

    // One for each write, since one for the audio before may still be running.
    private static string InstanceId(AudioTask stored) =>
        "audio-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{stored.Track}\n{stored.ETag}")))[..32];
}
