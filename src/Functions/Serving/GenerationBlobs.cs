using System.Security.Cryptography;
using System.Text.Json;
using Mixtape.Functions.Training;
using Mixtape.Music.Blobs;
using Mixtape.Storage;

namespace Mixtape.Functions.Serving;

/// <summary>
/// The blobs that a generation's manifest names; each is checked against it before anything of it is used. Safe for concurrent use.
/// </summary>
internal sealed class GenerationBlobs(IBlobStore store, GenerationManifest manifest)
{
    /// <summary>The manifest.</summary>
    public GenerationManifest Manifest { get; } = manifest;

    /// <summary>Opens a generation by its manifest.</summary>
    /// <exception cref="CorruptBlobException">It is missing, damaged, or of a version that this program does not read.</exception>
    public static async Task<GenerationBlobs> OpenAsync(IBlobStore store, string id, CancellationToken cancellationToken)
    {
        GenerationManifest? manifest;
        try
        {
            await using var stream = await store.OpenReadAsync(GenerationManifest.Name(id), cancellationToken: cancellationToken);
            manifest = await JsonSerializer.DeserializeAsync<GenerationManifest>(stream, TrainingBlobs.Json, cancellationToken);
        }
        catch (Exception exception) when (exception is JsonException or BlobNotFoundException or DamagedBlobException)
        {
            throw new CorruptBlobException($"The manifest of generation {id} is missing or damaged: train again.");
        }

        if (manifest is not { FormatVersion: >= GenerationManifest.OldestVersion and <= GenerationManifest.CurrentVersion })
        {
            throw new CorruptBlobException(
                $"Generation {id} has format version {manifest?.FormatVersion}, this program reads {GenerationManifest.OldestVersion} to "
                + $"{GenerationManifest.CurrentVersion}: train again.");
        }

        return new GenerationBlobs(store, manifest);
    }

    /// <summary>Reads a blob in its format.</summary>
    /// <exception cref="CorruptBlobException">It is missing, not what the manifest says, or of another format.</exception>
    public async Task<T> ReadAsync<T>(
        string name, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        await read(new MemoryStream(await ReadBytesAsync(name, int.MaxValue, cancellationToken)), cancellationToken);

    /// <summary>Reads a blob's bytes.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="maximumBytes">How long it may be; what is longer is not read at all.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="CorruptBlobException">It is missing, longer, or not what the manifest says.</exception>
    public async Task<byte[]> ReadBytesAsync(string name, int maximumBytes, CancellationToken cancellationToken)
    {
        var entry = Array.Find(Manifest.Blobs, blob => blob.Name == name)
            ?? throw new CorruptBlobException($"The manifest of generation {Manifest.Id} does not list '{name}': train again.");
        if (entry.Length < 0 || entry.Length > maximumBytes)
            throw new CorruptBlobException($"Blob '{name}' has {entry.Length} bytes, and {maximumBytes} are allowed: train again.");
        var bytes = new byte[entry.Length];
        try
        {
            await using var stream = await store.OpenReadAsync(name, cancellationToken: cancellationToken);
            await stream.ReadExactlyAsync(bytes, cancellationToken);
        }
        catch (Exception exception) when (exception is BlobNotFoundException or EndOfStreamException or DamagedBlobException)
        {
            throw Damaged(name);
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == entry.Sha256 ? bytes : throw Damaged(name);
    }

    private static CorruptBlobException Damaged(string name) =>
        new($"Blob '{name}' is missing or not what the manifest says: restore it from a backup, or train again.");
}
