using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Azure.Functions.Worker;
using Mixtape.Functions.Serving;
using Mixtape.Functions.Telemetry;
using Mixtape.Music.Blobs;
using Mixtape.Music.Collaborative;
using Mixtape.Numerics;
using Mixtape.Storage;

namespace Mixtape.Functions.Training;

/// <summary>
/// Makes a generation of what was trained: blobs and documents under its id first, which nobody reads yet, then the
/// manifest, then the pointer.
/// </summary>
public sealed class PublishActivities(
    IBlobStore store, IDocumentStore documents, TrainingBlobs blobs, GenerationPointer pointer, TimeProvider time)
{
    private const int DocumentsPerWrite = 500;

    /// <summary>Publishes a block of listeners: ids and factors as blobs, one document each.</summary>
    [Function(nameof(PublishListeners))]
    public async Task<StageTally> PublishListeners([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        using var charge = RequestCharge.Measure();
        var (ids, factors) = await CopyBlockAsync(task, Side.Listeners, [], cancellationToken);
        var heard = await ReadHeardAsync(task, ids.Count, cancellationToken);
        foreach (var chunk in Enumerable.Range(0, ids.Count).Chunk(DocumentsPerWrite))
        {
            await documents.WriteManyAsync(
                ListenerVector.Container,
                Array.ConvertAll(chunk, row => KeyValuePair.Create(
                    new DocumentKey(ids[row], task.Training),
                    new ListenerVector(
                        factors[row].ToArray(),
                        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(heard[row].Tracks)).ToArray(),
                        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(heard[row].Strengths)).ToArray()))),
                cancellationToken);
        }

        return new StageTally { Rows = ids.Count, RequestUnits = charge.Total };
    }

    /// <summary>
    /// Publishes a block of tracks: ids, factors and popularity as blobs, one document each; and documents of those that nobody has played
    /// but whose sound predicts factors.
    /// </summary>
    [Function(nameof(PublishTracks))]
    public async Task<StageTally> PublishTracks([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        using var charge = RequestCharge.Measure();
        var popularity = TrainingBlobs.Popularity(task.Training, task.Block);
        var (ids, factors) = await CopyBlockAsync(task, Side.Tracks, [("popularity", popularity)], cancellationToken);
        var (_, listeners) = await blobs.ReadPopularityAsync(task.Training, task.Block, cancellationToken);
        var (predictedIds, predicted) = await ReadPredictionsAsync(task, cancellationToken);
        var played = Enumerable.Range(0, ids.Count).Select(row => Document(
            ids[row],
            predictedIds.Find(ids[row]) is >= 0 and var place ? predicted[place].ToArray() : factors[row].ToArray(),
            listeners[row]));
        var unplayed = Enumerable.Range(0, predictedIds.Count).Where(row => ids.Find(predictedIds[row]) < 0)
            .Select(row => Document(predictedIds[row], predicted[row].ToArray(), 0));
        foreach (var chunk in played.Concat(unplayed).Chunk(DocumentsPerWrite))
            await documents.WriteManyAsync(TrackVector.Container, chunk, cancellationToken);
        return new StageTally { Rows = ids.Count, RequestUnits = charge.Total };

        KeyValuePair<DocumentKey, TrackVector> Document(string track, float[] vector, int count) =>
            new(new DocumentKey(track, task.Training), new TrackVector(vector, count));
    }

    /// <summary>
    /// Writes the manifest, and lets readers follow it unless the model is clearly worse than the current one.
    /// </summary>
    /// <returns>Whether the generation is the current one now.</returns>
    [Function(nameof(PublishGeneration))]
    public async Task<bool> PublishGeneration([ActivityTrigger] PublishRequest request, CancellationToken cancellationToken)
    {
        var (training, shape) = (request.Task.Training, request.Task.Shape);
        var requested = await blobs.ReadOptionsAsync(training, cancellationToken);
        var options = requested with { Model = await blobs.ReadModelAsync(training, cancellationToken) };
        var entries = new List<ManifestEntry>
        {
            await CopyAsync(GenerationManifest.Popular(training), TrainingBlobs.Popular(training), cancellationToken),
            await CopyAsync(
                GenerationManifest.Gramian(training),
                TrainingBlobs.SideGramian(training, request.Task.Iteration, Side.Tracks),
                cancellationToken),
        };
        foreach (var (side, count) in new[] { (Side.Listeners, shape.ListenerBlocks), (Side.Tracks, shape.TrackBlocks) })
            for (var block = 0; block < count; block++)
                entries.AddRange(await blobs.ReadJsonAsync<ManifestEntry[]>(PartName(training, side, block), cancellationToken));
        if (request.HasNetworks) entries.AddRange(await blobs.ReadNetworkEntriesAsync(training, shape.TrackBlocks, cancellationToken));
        if (request.Sound is { } sound)
            entries.AddRange(await blobs.ReadSoundEntriesAsync(training, shape.TrackBlocks, sound.HasPredictions, cancellationToken));
        if (request.Sound is { Groups: > 0 })
            entries.AddRange(await SoundGroups.ReadEntriesAsync(blobs, training, shape.TrackBlocks, cancellationToken));
        var manifest = new GenerationManifest(
            GenerationManifest.CurrentVersion, training, time.GetUtcNow(), shape, options, request.Loss,
            request.Model, request.Popularity, [.. entries.OrderBy(entry => entry.Name, StringComparer.Ordinal)])
        {
            Models = request.HasNetworks
                ? [new ModelEntry(FeatureNetwork.Name, FeatureNetwork.Model(training), FeatureNetwork.Manifest(training))]
                : [],
            Sound = request.Sound,
        };
        await blobs.WriteJsonAsync(GenerationManifest.Name(training), manifest, cancellationToken);
        double? ndcg10 = request.Model.Listeners > 0 ? request.Model.Ndcg10 : null;
        var isPublished = await pointer.AdvanceAsync(training, ndcg10, options.Holdout, options.TolerableLoss, cancellationToken);
        Measure(request, isPublished);
        return isPublished;
    }

    private static void Measure(PublishRequest request, bool isPublished)
    {
        Instruments.GenerationsTrained.Add(1, new KeyValuePair<string, object?>("mixtape.published", isPublished));
        foreach (var (name, metrics) in new[] { (Recommender.Als, request.Model), (Recommender.Popularity, request.Popularity) })
        {
            if (metrics.Listeners == 0) continue; // nothing was held out
            var model = new KeyValuePair<string, object?>("mixtape.model", name);
            Instruments.Ndcg10.Record(metrics.Ndcg10, model);
            Instruments.Recall20.Record(metrics.Recall20, model);
            Instruments.Map10.Record(metrics.MeanAveragePrecision10, model);
            Instruments.Auc.Record(metrics.Auc, model);
            Instruments.Coverage10.Record(metrics.Coverage10, model);
        }
    }

    private static string PartName(string training, Side side, int block) =>
        $"{TrainingBlobs.Folder(training)}published/{side}/{block:D7}.json";

    /// <summary>The tracks of a block whose factors are predicted, and these.</summary>
    private async Task<(IdTable Ids, FactorMatrix Factors)> ReadPredictionsAsync(BlockTask task, CancellationToken cancellationToken) =>
        task.HasPredictions
            ? (await blobs.ReadAsync(SoundEntry.PredictedTracks(task.Training, task.Block), IdTable.ReadAsync, cancellationToken),
                await blobs.ReadAsync(SoundEntry.Predicted(task.Training, task.Block), FactorBlob.ReadAsync, cancellationToken))
            : (new IdTable([]), new FactorMatrix(0, 1));

    private async Task<(IdTable Ids, FactorMatrix Factors)> CopyBlockAsync(
        BlockTask task, Side side, (string Part, string Source)[] more, CancellationToken cancellationToken)
    {
        var entries = new List<ManifestEntry>();
        foreach (var (part, source) in more.Concat([
            ("ids", TrainingBlobs.Ids(task.Training, side, task.Block)),
            ("factors", TrainingBlobs.Factors(task.Training, task.Iteration, side, task.Block))]))
        {
            entries.Add(await CopyAsync(
                GenerationManifest.Block(task.Training, side, task.Block, part), source, cancellationToken));
        }

        await blobs.WriteJsonAsync(PartName(task.Training, side, task.Block), entries, cancellationToken);
        return (await blobs.ReadIdsAsync(task.Training, side, task.Block, cancellationToken),
            await blobs.ReadFactorsAsync(task.Training, task.Iteration, side, task.Block, cancellationToken));
    }

    private async Task<ManifestEntry> CopyAsync(string name, string source, CancellationToken cancellationToken)
    {
        await using var input = await store.OpenReadAsync(source, cancellationToken: cancellationToken);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var properties = await store.WriteAsync(
            name,
            async (output, cancellation) =>
            {
                var buffer = new byte[1 << 16];
                while (await input.ReadAsync(buffer, cancellation) is > 0 and var read)
                {
                    hash.AppendData(buffer, 0, read);
                    await output.WriteAsync(buffer.AsMemory(0, read), cancellation);
                }
            },
            default,
            cancellationToken);
        return new ManifestEntry(name, properties.Length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Each listener's tracks and strengths, the tracks as rows of the whole generation: blocks one after the other.</summary>
    private async Task<(List<int> Tracks, List<float> Strengths)[]> ReadHeardAsync(
        BlockTask task, int listeners, CancellationToken cancellationToken)
    {
        var heard = new (List<int> Tracks, List<float> Strengths)[listeners];
        for (var row = 0; row < listeners; row++) heard[row] = ([], []);
        var strip = await blobs.OpenStripAsync(task, Side.Listeners, task.Block, cancellationToken);
        var offset = 0;
        for (var block = 0; block < task.Shape.TrackBlocks; block++)
        {
            var tracks = await blobs.ReadRowsAsync(task.Training, Side.Tracks, block, cancellationToken);
            if (strip.Blocks.Contains(block))
            {
                var tile = await strip.ReadAsync(block, tracks, cancellationToken);
                for (var row = 0; row < listeners; row++)
                {
                    var (first, count) = tile.Row(row, includeHoldout: true).GetOffsetAndLength(tile.Entries);
                    var columns = tile.Columns.AsSpan(first, count).ToArray();
                    var strengths = tile.Values.AsSpan(first, count).ToArray();
                    Array.Sort(columns, strengths);
                    foreach (var column in columns) heard[row].Tracks.Add(offset + column);
                    heard[row].Strengths.AddRange(strengths);
                }
            }

            offset += tracks;
        }

        return heard;
    }
}

/// <summary>What is published, and how good it is.</summary>
/// <param name="Task">The training and its last iteration.</param>
/// <param name="Loss">The objective before the finishing iterations.</param>
/// <param name="Model">Mean holdout metrics of the model.</param>
/// <param name="Popularity">Mean holdout metrics of popularity.</param>
/// <param name="HasNetworks">Whether networks were trained.</param>
/// <param name="Sound">What there is of tracks' sound; null for nothing.</param>
public sealed record PublishRequest(
    BlockTask Task, double Loss, Mixtape.Music.Evaluation.RankingMetrics Model, Mixtape.Music.Evaluation.RankingMetrics Popularity,
    bool HasNetworks, SoundEntry? Sound = null);
