using System.Security.Cryptography;
using System.Text.Json;
using Mixtape.Functions.Training;
using Mixtape.Music.Blobs;
using Mixtape.Music.Collaborative;
using Mixtape.Music.Neighbours;
using Mixtape.Numerics;
using Mixtape.Storage;

namespace Mixtape.Functions.Serving;

/// <summary>
/// A published generation in memory: all that does not belong to one listener. Every blob is checked against the
/// manifest before it is used. Rows run over all track blocks, one after the other. Immutable, safe for concurrent use.
/// </summary>
public sealed class Generation
{
    private readonly IBlobStore _blobs;
    private readonly IdTable[] _ids;
    private readonly int[] _offsets;

    private Generation(
        IBlobStore blobs, GenerationManifest manifest, IdTable[] ids, FactorIndex vectors, int[] listeners, Gramian gramian,
        PopularTrack[] popular)
    {
        _blobs = blobs;
        Manifest = manifest;
        _ids = ids;
        Vectors = vectors;
        _offsets = new int[ids.Length + 1];
        for (var block = 0; block < ids.Length; block++) _offsets[block + 1] = _offsets[block] + ids[block].Count;
        Axes = new PrincipalAxes(manifest.Options.Model, Side.Listeners, gramian, Tracks);
        Confidence = new TrackConfidence(manifest, listeners);
        Popular = [.. popular.Select(track => (_offsets[track.Block] + track.Row, track.Listeners))];
    }

    /// <summary>What it consists of.</summary>
    public GenerationManifest Manifest { get; }

    /// <summary>The generation's id.</summary>
    public string Id => Manifest.Id;

    /// <summary>The vectors of all tracks, by row.</summary>
    public FactorIndex Vectors { get; }

    /// <summary>What folding a listener in takes of all tracks.</summary>
    public PrincipalAxes Axes { get; }

    /// <summary>What plays and silence weigh, by track.</summary>
    public TrackConfidence Confidence { get; }

    /// <summary>Number of tracks.</summary>
    public int Tracks => _offsets[^1];

    /// <summary>The most popular tracks, most popular first.</summary>
    public IReadOnlyList<(int Row, int Listeners)> Popular { get; }

    /// <summary>Number of listener blocks.</summary>
    public int ListenerBlocks => Manifest.Shape.ListenerBlocks;

    /// <summary>Loads a generation.</summary>
    /// <exception cref="CorruptBlobException">A blob is missing, or is not what the manifest says.</exception>
    public static async Task<Generation> LoadAsync(IBlobStore blobs, string id, CancellationToken cancellationToken)
    {
        GenerationManifest? manifest;
        try
        {
            await using var stream = await blobs.OpenReadAsync(GenerationManifest.Name(id), cancellationToken: cancellationToken);
            manifest = await JsonSerializer.DeserializeAsync<GenerationManifest>(stream, TrainingBlobs.Json, cancellationToken);
        }
        catch (Exception exception) when (exception is JsonException or BlobNotFoundException)
        {
            throw new CorruptBlobException($"The manifest of generation {id} is missing or damaged: train again.");
        }

        if (manifest is not { FormatVersion: GenerationManifest.CurrentVersion })
        {
            throw new CorruptBlobException(
                $"Generation {id} has format version {manifest?.FormatVersion}, "
                + $"this program reads {GenerationManifest.CurrentVersion}: train again.");
        }

        var ids = new IdTable[manifest.Shape.TrackBlocks];
        var factors = new FactorMatrix[ids.Length];
        var listeners = new List<int>();
        for (var block = 0; block < ids.Length; block++)
        {
            ids[block] = await ReadAsync(blobs, manifest, Part(id, Side.Tracks, block, "ids"), IdTable.ReadAsync, cancellationToken);
            factors[block] = await ReadAsync(
                blobs, manifest, Part(id, Side.Tracks, block, "factors"), FactorBlob.ReadAsync, cancellationToken);
            var counts = (await ReadAsync(
                blobs, manifest, Part(id, Side.Tracks, block, "popularity"), PopularityBlob.ReadAsync, cancellationToken)).Training;
            listeners.AddRange(counts);
            if (factors[block].Rows != ids[block].Count || counts.Length != ids[block].Count)
            {
                throw new CorruptBlobException(
                    $"Generation {id} has {ids[block].Count} ids but {factors[block].Rows} vectors "
                    + $"and {counts.Length} counts: train again.");
            }
        }

        var gramian = await ReadAsync(blobs, manifest, GenerationManifest.Gramian(id), GramianBlob.ReadAsync, cancellationToken);
        var popular = await ReadAsync(
            blobs, manifest, GenerationManifest.Popular(id),
            async (stream, cancellation) =>
                (await JsonSerializer.DeserializeAsync<PopularTrack[]>(stream, TrainingBlobs.Json, cancellation))!,
            cancellationToken);
        if (Array.Exists(factors, block => block.Width != gramian.Width))
            throw new CorruptBlobException($"Generation {id} has vectors that are not {gramian.Width} wide: train again.");
        return new Generation(blobs, manifest, ids, new FactorIndex(factors), [.. listeners], gramian, popular);
    }

    /// <summary>The external id of a track.</summary>
    public string TrackId(int row)
    {
        var block = BlockOf(row);
        return _ids[block][row - _offsets[block]];
    }

    /// <summary>The row of a track, or -1.</summary>
    public int FindTrack(string id)
    {
        var block = Mixtape.Music.Listening.BlockPlays.BlockOf(id, _ids.Length);
        var row = _ids[block].Find(id);
        return row < 0 ? -1 : _offsets[block] + row;
    }

    /// <summary>A copy of the vector of a track.</summary>
    public float[] TrackVector(int row)
    {
        var vector = new float[Vectors.Width];
        Vectors.CopyVector(row, vector);
        return vector;
    }

    /// <summary>Reads a block of listeners: ids and vectors, row by row.</summary>
    public async Task<(IdTable Ids, FactorMatrix Factors)> ReadListenersAsync(int block, CancellationToken cancellationToken) =>
        (await ReadListenerIdsAsync(block, cancellationToken),
            await ReadAsync(_blobs, Manifest, Part(Id, Side.Listeners, block, "factors"), FactorBlob.ReadAsync, cancellationToken));

    /// <summary>Reads the ids of a block of listeners.</summary>
    public Task<IdTable> ReadListenerIdsAsync(int block, CancellationToken cancellationToken) =>
        ReadAsync(_blobs, Manifest, Part(Id, Side.Listeners, block, "ids"), IdTable.ReadAsync, cancellationToken);

    private static string Part(string id, Side side, int block, string part) => GenerationManifest.Block(id, side, block, part);

    private static async Task<T> ReadAsync<T>(
        IBlobStore blobs, GenerationManifest manifest, string name, Func<Stream, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken)
    {
        var entry = Array.Find(manifest.Blobs, blob => blob.Name == name)
            ?? throw new CorruptBlobException($"The manifest of generation {manifest.Id} does not list '{name}': train again.");
        var bytes = new byte[entry.Length];
        try
        {
            await using var stream = await blobs.OpenReadAsync(name, cancellationToken: cancellationToken);
            await stream.ReadExactlyAsync(bytes, cancellationToken);
        }
        catch (Exception exception) when (exception is BlobNotFoundException or EndOfStreamException)
        {
            throw Damaged(name);
        }

        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != entry.Sha256) throw Damaged(name);
        return await read(new MemoryStream(bytes), cancellationToken);
    }

    private static CorruptBlobException Damaged(string name) =>
        new($"Blob '{name}' is missing or not what the manifest says: restore it from a backup, or train again.");

    private int BlockOf(int row)
    {
        var block = Array.BinarySearch(_offsets, row);
        if (block < 0) return ~block - 1;
        while (_offsets[block + 1] == row) block++; // empty blocks share an offset with the next
        return block;
    }
}
