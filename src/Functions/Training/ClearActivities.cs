using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Mixtape.Functions.Serving;
using Mixtape.Music.Blobs;
using Mixtape.Music.Collaborative;
using Mixtape.Storage;

namespace Mixtape.Functions.Training;

/// <summary>
/// Removes what no reader follows any more: working blobs, and generations other than the current one and the one
/// before.
/// </summary>
public sealed class ClearActivities(
    IBlobStore store, IDocumentStore documents, TrainingBlobs blobs, TrainingCache cache, GenerationPointer pointer)
{
    // What one activity deletes at most, so that it ends in time; the orchestrator calls again while there is more.
    private const int MaximumDeletions = 5000;

    private const int DocumentsPerDelete = 500;

    /// <summary>Deletes working blobs of trainings, this one's and those that earlier ones left.</summary>
    /// <returns>Whether there is more to delete.</returns>
    [Function(nameof(ClearWorkingBlobs))]
    public Task<bool> ClearWorkingBlobs([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        cache.Clear();
        return DeleteAsync("trainings/", cancellationToken);
    }

    /// <summary>
    /// The generations that can go, each as a task that names it and its shape: also those that a training left half
    /// published or whose manifest is damaged, so the shape is read off the names of the blobs. The task's own generation
    /// stays, published or not.
    /// </summary>
    [Function(nameof(FindOldGenerations))]
    public async Task<List<BlockTask>> FindOldGenerations([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        const int AtOnce = 8;
        var current = await pointer.ReadAsync(cancellationToken);
        string?[] kept = [current?.Id, current?.Previous, task.Training];
        var old = new List<BlockTask>();
        await foreach (var blob in store.ListAsync("generations/", cancellationToken))
        {
            var generation = blob.Name.Split('/')[1];
            if (kept.Contains(generation)) continue;
            if (old.Count == 0 || old[^1].Training != generation)
            {
                if (old.Count == AtOnce) break;
                old.Add(new BlockTask { Training = generation });
            }

            old[^1] = old[^1] with { Shape = Widen(old[^1].Shape, generation, blob.Name) };
        }

        return old;
    }

    /// <summary>Deletes the documents of a block of listeners of an old generation.</summary>
    [Function(nameof(ClearListeners))]
    public Task<StageTally> ClearListeners([ActivityTrigger] BlockTask task, CancellationToken cancellationToken) =>
        DeleteDocumentsAsync(
            task, GenerationManifest.Block(task.Training, Side.Listeners, task.Block, "ids"), ListenerVector.Container, cancellationToken);

    /// <summary>Deletes the documents of a block of tracks of an old generation, played or not.</summary>
    [Function(nameof(ClearTracks))]
    public async Task<StageTally> ClearTracks([ActivityTrigger] BlockTask task, CancellationToken cancellationToken) =>
        await DeleteDocumentsAsync(
            task, GenerationManifest.Block(task.Training, Side.Tracks, task.Block, "ids"), TrackVector.Container, cancellationToken)
        + await DeleteDocumentsAsync(
            task, SoundEntry.PredictedTracks(task.Training, task.Block), TrackVector.Container, cancellationToken);

    /// <summary>
    /// Deletes the blobs of an old generation whose documents are gone; the manifest, by which it is found, is the last
    /// in order.
    /// </summary>
    /// <returns>Whether there is more to delete.</returns>
    [Function(nameof(ClearGeneration))]
    public async Task<bool> ClearGeneration([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        foreach (var side in Enum.GetValues<Side>())
            if (await DeleteAsync(GenerationManifest.Folder(task.Training, side), cancellationToken)) return true;
        return await DeleteAsync(GenerationManifest.Folder(task.Training), cancellationToken);
    }

    /// <summary>The shape with room for the block that a blob belongs to.</summary>
    private static TrainingShape Widen(TrainingShape shape, string generation, string name)
    {
        if (!int.TryParse(Path.GetFileNameWithoutExtension(name), NumberStyles.None, CultureInfo.InvariantCulture, out var block))
            return shape;
        return name.StartsWith(GenerationManifest.Folder(generation, Side.Listeners), StringComparison.Ordinal)
            ? shape with { ListenerBlocks = Math.Max(shape.ListenerBlocks, block + 1) }
            : shape with { TrackBlocks = Math.Max(shape.TrackBlocks, block + 1) };
    }

    private async Task<StageTally> DeleteDocumentsAsync(
        BlockTask task, string name, string container, CancellationToken cancellationToken)
    {
        // Cleared before a restart, or never there.
        if (await store.GetPropertiesAsync(name, cancellationToken) is null) return new StageTally();
        var ids = await blobs.ReadAsync(name, IdTable.ReadAsync, cancellationToken);
        foreach (var chunk in ids.Chunk(DocumentsPerDelete))
        {
            await documents.DeleteManyAsync(
                container, Array.ConvertAll(chunk, id => new DocumentKey(id, task.Training)), cancellationToken);
        }

        return new StageTally { Rows = ids.Count };
    }

    private async Task<bool> DeleteAsync(string prefix, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (var blob in store.ListAsync(prefix, cancellationToken))
        {
            names.Add(blob.Name);
            if (names.Count == MaximumDeletions) break;
        }

        foreach (var name in names) await store.DeleteAsync(name, cancellationToken);
        return names.Count == MaximumDeletions;
    }
}
