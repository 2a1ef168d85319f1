using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Mixtape.Storage;

namespace Mixtape.Functions.Audio;

/// <summary>
/// Tracks' audio, a blob each (<see cref="AudioBlobName"/>), of at most <see cref="MixtapeOptions.MaximumAudioBytes"/>. Bytes pass through
/// a small buffer, whatever their number. Safe for concurrent use.
/// </summary>
public sealed class AudioBlobs(IBlobStore store, MixtapeOptions options)
{
    private const int BufferSize = 1 << 16;

    /// <summary>Stores a track's audio, durably, in place of what was there.</summary>
    /// <returns>
    /// The bytes read, and what was stored of them; nothing was where there were none or more than are taken, and what was there stays.
    /// </returns>
    public async Task<(long Length, AudioTask? Stored)> WriteAsync(string track, Stream content, CancellationToken cancellationToken)
    {
        var copied = (Length: 0L, Hash: "");
        try
        {
            var blob = await store.WriteAsync(
                NameOf(track),
                async (stream, cancellation) =>
                {
                    copied = await CopyAsync(content, stream, cancellation);
                    if (copied.Length == 0 || copied.Length > options.MaximumAudioBytes) throw new NotTakenException();
                },
                default,
                cancellationToken);
            return (copied.Length, new AudioTask(track, blob.ETag, copied.Hash));
        }
        catch (NotTakenException)
        {
            return (copied.Length, null);
        }
    }

    /// <summary>What the store knows of a track's audio; null where there is none.</summary>
    public async Task<BlobProperties?> FindAsync(string track, CancellationToken cancellationToken) =>
        AudioBlobName.Of(track) is { } name ? await store.GetPropertiesAsync(name, cancellationToken) : null;

    /// <summary>Copies a track's audio to a file.</summary>
    /// <returns>SHA-256 of what was copied: all, unless there are more bytes than are taken.</returns>
    /// <exception cref="BlobNotFoundException">There is none.</exception>
    public async Task<string> CopyToFileAsync(string track, string path, CancellationToken cancellationToken)
    {
        await using var blob = await store.OpenReadAsync(NameOf(track), cancellationToken: cancellationToken);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        return (await CopyAsync(blob, file, cancellationToken)).Hash;
    }

    /// <summary>All audio in order of its blobs' names; with null for the track where the name is no track's.</summary>
    public async IAsyncEnumerable<(string? Track, BlobProperties Blob)> ListAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in store.ListAsync(AudioBlobName.Prefix, cancellationToken))
            yield return (AudioBlobName.TrackOf(blob.Name), blob);
    }

    /// <summary>Deletes a track's audio, durably; false where there was none.</summary>
    public async Task<bool> DeleteAsync(string track, CancellationToken cancellationToken) =>
        AudioBlobName.Of(track) is { } name && await store.DeleteAsync(name, cancellationToken);

    private static string NameOf(string track) => AudioBlobName.Of(track)
        ?? throw new ArgumentException("No blob can be named after this track: its id is too long.", nameof(track));

    // Ends as soon as it is clear that there is too much.
    private async Task<(long Length, string Hash)> CopyAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferSize];
        var length = 0L;
        while (length <= options.MaximumAudioBytes && await from.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            length += read;
            hash.AppendData(buffer, 0, read);
            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return (length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private sealed class NotTakenException : Exception;
}
