using System.Runtime.CompilerServices;
using Mixtape.Numerics;
using Mixtape.Storage;

namespace Mixtape.Functions.Audio;

/// <summary>
/// What is known of tracks' audio, one document a track. They stand in <see cref="Buckets"/> partitions by their ids' hash, so that all can
/// be read in order, bucket by bucket, without a list of them anywhere. Safe for concurrent use.
/// </summary>
public sealed class TrackAudioStore(IDocumentStore documents)
{
    /// <summary>How many partitions.</summary>
    public const int Buckets = 256;

    internal const string Container = "track-audio";

    // One document that is there once any track ever had an embedding: trainings without audio then read no partition.
    private const string MarkerContainer = "catalogue";

    private static readonly DocumentKey _marker = new("embeddings", "embeddings");

    private volatile bool _isMarked;

    /// <summary>The partition of a track.</summary>
    public static int BucketOf(string track) => (int)(StableHash.Of(track) % Buckets);

    /// <summary>What is known of one track's audio; null where nothing is.</summary>
    public async Task<TrackAudio?> FindAsync(string track, CancellationToken cancellationToken) =>
        (await ReadAsync(track, cancellationToken))?.Value;

    /// <summary>The same with the ETag to write it by; null where nothing is known.</summary>
    public Task<Document<TrackAudio>?> ReadAsync(string track, CancellationToken cancellationToken) =>
        documents.ReadAsync<TrackAudio>(Container, Key(track), cancellationToken);

    /// <summary>What is known of those tracks about whose audio anything is.</summary>
    public async Task<Dictionary<string, TrackAudio>> GetAsync(IEnumerable<string> tracks, CancellationToken cancellationToken)
    {
        DocumentKey[] keys = [.. tracks.Distinct(StringComparer.Ordinal).Select(Key)];
        var found = await documents.ReadManyAsync<TrackAudio>(Container, keys, cancellationToken);
        return found.ToDictionary(document => document.Value.Track, document => document.Value, StringComparer.Ordinal);
    }

    /// <summary>All that is known of the tracks of a bucket, in the order of their ids' code points.</summary>
    public async IAsyncEnumerable<TrackAudio> ReadBucketAsync(
        int bucket, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var document in documents.QueryAsync<TrackAudio>(Container, Partition(bucket), cancellationToken: cancellationToken))
            yield return document.Value;
    }

    /// <summary>Writes down what is known of a track's audio, in place of what was.</summary>
    public Task WriteAsync(TrackAudio audio, CancellationToken cancellationToken) => WriteAsync(audio, default, cancellationToken);

    /// <summary>Whether any track ever had an embedding; one read.</summary>
    public async Task<bool> HasEmbeddingsAsync(CancellationToken cancellationToken) =>
        await documents.ReadAsync<EmbeddingMarker>(MarkerContainer, _marker, cancellationToken) is not null;

    /// <summary>Writes down what is known of a track's audio, in place of what was read before.</summary>
    /// <param name="audio">What is known.</param>
    /// <param name="known">The ETag of what it replaces; null where nothing was known.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PreconditionFailedException">Something else is known by now.</exception>
    public Task ReplaceAsync(TrackAudio audio, string? known, CancellationToken cancellationToken) =>
        WriteAsync(audio, known is null ? WriteCondition.IfAbsent : WriteCondition.IfMatch(known), cancellationToken);

    /// <summary>Forgets what is known of a track's audio.</summary>
    public Task DeleteAsync(string track, CancellationToken cancellationToken) =>
        documents.DeleteAsync(Container, Key(track), cancellationToken);

    private async Task WriteAsync(TrackAudio audio, WriteCondition condition, CancellationToken cancellationToken)
    {
        if (!_isMarked && audio.Embedding.Length > 0)
        {
            // Before the result, so that none can stand without it.
            await documents.WriteAsync(MarkerContainer, _marker, new EmbeddingMarker(true), default, cancellationToken);
            _isMarked = true;
        }

        await documents.WriteAsync(Container, Key(audio.Track), audio, condition, cancellationToken);
    }

    private static DocumentKey Key(string track) => new(Partition(BucketOf(track)), track);

    private static string Partition(int bucket) => $"{bucket:x2}";

    private sealed record EmbeddingMarker(bool HasEmbeddings);
}
