using System.Buffers.Binary;
using Mixtape.Music.Audio;
using Mixtape.Numerics;
using Mixtape.Storage;

namespace Mixtape.Functions.Audio;

/// <summary>
/// Hears tracks' audio and writes down what came of it. Safe for concurrent use: a track is heard by one caller at a time, and
/// <see cref="MixtapeOptions.AudioAnalysesAtOnce"/> of them in all, whoever asks. What is written is always of the audio that stands: who
/// was late with a result of older audio drops it.
/// </summary>
/// <remarks>
/// Limits, beyond which audio is recorded as unheard with the reason: <see cref="MixtapeOptions.MaximumAudioBytes"/> of content;
/// <see cref="AudioLimits"/> of seconds, channels and sample rate; <see cref="AudioDecoderOptions.FfmpegTimeout"/> for ffmpeg; and
/// <see cref="AudioAttempts.Maximum"/> times that the process ended meanwhile.
/// </remarks>
public sealed class AudioHearing(
    AudioBlobs blobs, TrackAudioStore store, AudioAttempts attempts, AudioScratch scratch, AudioAnalyzer analyzer, MixtapeOptions options,
    TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _atOnce = new(options.AudioAnalysesAtOnce);

    // Tracks share these, so that they cost no memory; two that share one wait for each other.
    private readonly SemaphoreSlim[] _perTrack = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    /// <summary>The network that hears.</summary>
    public string Model => analyzer.Model;

    /// <summary>Hears a track's audio, unless all is known of it.</summary>
    public async Task<AudioOutcome> HearAsync(AudioTask task, CancellationToken cancellationToken)
    {
        var turn = _perTrack[StableHash.Of(task.Track) % (ulong)_perTrack.Length];
        await turn.WaitAsync(cancellationToken);
        try
        {
            await _atOnce.WaitAsync(cancellationToken);
            try
            {
                return await HearInTurnAsync(task, cancellationToken);
            }
            finally
            {
                _atOnce.Release();
            }
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Writes down that audio could not be heard, for a reason that may pass.</summary>
    public async Task<AudioOutcome> GiveUpAsync(AudioFailure failure, CancellationToken cancellationToken)
    {
        var known = await store.ReadAsync(failure.Task.Track, cancellationToken);
        if (known is not null && known.Value.IsCurrent(failure.Task.ETag, Model)) return AudioOutcome.Known;
        var audio = Failed(failure.Task, "", failure.Reason, isTemporary: true);
        return await WriteAsync(audio, known, cancellationToken);
    }

    /// <summary>Lets go of what callers wait by.</summary>
    public void Dispose()
    {
        _atOnce.Dispose();
        foreach (var turn in _perTrack) turn.Dispose();
    }

    private async Task<AudioOutcome> HearInTurnAsync(AudioTask task, CancellationToken cancellationToken)
    {
        var blob = await blobs.FindAsync(task.Track, cancellationToken);
        var known = await store.ReadAsync(task.Track, cancellationToken);
        if (blob is null)
        {
            if (known is not null) await store.DeleteAsync(task.Track, cancellationToken);
            return AudioOutcome.Superseded;
        }

        if (known is not null && known.Value.IsCurrent(blob.ETag, Model)) return AudioOutcome.Known;
        var now = blob.ETag == task.ETag ? task : new AudioTask(task.Track, blob.ETag);
        if (blob.Length > options.MaximumAudioBytes)
        {
            var limit = options.MaximumAudioBytes;
            var tooLarge = $"The audio has more than {limit:N0} bytes: compress it, or raise Mixtape__MaximumAudioBytes.";
            return await WriteAsync(Failed(now, "", tooLarge, isTemporary: true), known, cancellationToken);
        }

        if (IsSame(known?.Value, now.Hash)) return await RenewAsync(known!, now, cancellationToken);
        var folder = scratch.Create();
        try
        {
            return await HearFileAsync(now, known, Path.Combine(folder.FullName, "content"), cancellationToken);
        }
        catch (BlobNotFoundException)
        {
            return AudioOutcome.Superseded;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<AudioOutcome> HearFileAsync(
        AudioTask task, Document<TrackAudio>? known, string path, CancellationToken cancellationToken)
    {
        var hash = await blobs.CopyToFileAsync(task.Track, path, cancellationToken);
        // What was read may be newer than what was found.
        if ((await blobs.FindAsync(task.Track, cancellationToken))?.ETag != task.ETag) return AudioOutcome.Superseded;
        return IsSame(known?.Value, hash)
            ? await RenewAsync(known!, task, cancellationToken)
            : await WriteAsync(await AnalyzeAsync(task, hash, path, cancellationToken), known, cancellationToken);
    }

    private async Task<TrackAudio> AnalyzeAsync(AudioTask task, string hash, string path, CancellationToken cancellationToken)
    {
        if (!await attempts.BeginAsync(task, Model, cancellationToken))
        {
            const string Remedy = "convert the audio, and send it anew";
            return Failed(task, hash, $"Mixtape itself ended each of the {AudioAttempts.Maximum} times that it was hearing this: {Remedy}.");
        }

        try
        {
            var heard = await analyzer.AnalyzeAsync(path, cancellationToken);
            return new TrackAudio(
                task.Track, hash, heard.Model, time.GetUtcNow(), heard.Features, ToBytes(heard.Embedding), null, task.ETag);
        }
        catch (InvalidAudioException exception)
        {
            return Failed(task, hash, exception.Message);
        }
        catch (MissingFfmpegException exception)
        {
            return Failed(task, hash, exception.Message, isTemporary: true);
        }
        finally
        {
            await attempts.EndAsync(task.Track);
        }
    }

    /// <summary>Whether what is known is what hearing this content would give.</summary>
    private bool IsSame(TrackAudio? known, string hash) =>
        known is not null && hash.Length > 0 && known.IsCurrent(known.ETag, Model) && known.ContentHash == hash;

    private async Task<AudioOutcome> RenewAsync(Document<TrackAudio> known, AudioTask task, CancellationToken cancellationToken) =>
        await WriteAsync(known.Value with { ETag = task.ETag }, known, cancellationToken) == AudioOutcome.Superseded
            ? AudioOutcome.Superseded
            : AudioOutcome.Known;

    private TrackAudio Failed(AudioTask task, string hash, string reason, bool isTemporary = false) =>
        new(task.Track, hash, Model, time.GetUtcNow(), null, [], reason, task.ETag, isTemporary);

    /// <summary>Writes a result down if it is of the audio that stands.</summary>
    private async Task<AudioOutcome> WriteAsync(TrackAudio audio, Document<TrackAudio>? known, CancellationToken cancellationToken)
    {
        while ((await blobs.FindAsync(audio.Track, cancellationToken))?.ETag == audio.ETag)
        {
            try
            {
                await store.ReplaceAsync(audio, known?.ETag, cancellationToken);
            }
            catch (PreconditionFailedException)
            {
                known = await store.ReadAsync(audio.Track, cancellationToken);
                continue;
            }

            // A deletion may have come between the look and the write; it takes the blob first, so one of the two clears up.
            if (await blobs.FindAsync(audio.Track, cancellationToken) is null) await store.DeleteAsync(audio.Track, cancellationToken);
            return audio.Failure is null ? AudioOutcome.Heard : AudioOutcome.Failed;
        }

        return AudioOutcome.Superseded;
    }

    private static byte[] ToBytes(float[] embedding)
    {
        var bytes = new byte[embedding.Length * sizeof(float)];
        for (var i = 0; i < embedding.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), embedding[i]);
        return bytes;
    }
}
