using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Mixtape.Functions.Ingest;
using Mixtape.Learning.Autoencoders;
using Mixtape.Learning.Neural.Training;
using Mixtape.Learning.Onnx;
using Mixtape.Learning.Scaling;
using Mixtape.Music.Blobs;
using Mixtape.Music.Collaborative;
using Mixtape.Music.Listening;
using Mixtape.Numerics;
using Mixtape.Storage;

namespace Mixtape.Functions.Training;

/// <summary>
/// The network over tracks' features: collected from the catalogue block by block, learned from a sample of all blocks, and applied block
/// by block. Its blobs are written under the generation at once, which nobody reads before its manifest is there.
/// </summary>
public sealed class NetworkActivities(
    IBlobStore store, TrainingBlobs blobs, Catalogue catalogue, ILogger<NetworkActivities> logger)
{
    private const int DocumentsPerRead = 500;

    // A column that fewer rows have would teach little, and could be missing from all rows that are learned from.
    private const int LeastRowsOfColumn = 20;

    // Row visits of a training, so that a large one ends as soon as a small one.
    private const int Visits = 1_200_000;
    private const int MostEpochs = 60;

    private const int CodeWidth = 8;
    private const double MostDropout = 0.2;

    /// <summary>Whether the catalogue has features at all.</summary>
    [Function(nameof(FindFeatures))]
    public Task<bool> FindFeatures([ActivityTrigger] BlockTask task, CancellationToken cancellationToken) =>
        catalogue.HasFeaturesAsync(cancellationToken);

    /// <summary>
    /// Writes down the features of a block's tracks, once: what the catalogue says later is for the next training, so that steps that run
    /// twice give the same bytes.
    /// </summary>
    [Function(nameof(CollectFeatures))]
    public async Task<StageTally> CollectFeatures([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        var name = TrainingBlobs.Features(task.Training, task.Block);
        if (await store.GetPropertiesAsync(name, cancellationToken) is null)
        {
            var builder = new TrackFeaturesBuilder();
            var ids = await blobs.ReadIdsAsync(task.Training, Side.Tracks, task.Block, cancellationToken);
            foreach (var page in ids.Chunk(DocumentsPerRead))
            {
                var tracks = await catalogue.GetAsync(page, cancellationToken);
                foreach (var id in page)
                    if (tracks.TryGetValue(id, out var track)) builder.Add(track);
            }

            await blobs.WriteAsync(name, builder.Build().WriteAsync, cancellationToken);
        }

        return new StageTally { Rows = (await ReadFeaturesAsync(task, task.Block, cancellationToken)).Tracks.Count };
    }

    /// <summary>Trains the network on a sample of all blocks' tracks.</summary>
    /// <returns>What it was trained on; no columns, and the reason, where there is no network.</returns>
    [Function(nameof(TrainNetwork))]
    public async Task<NetworkSize> TrainNetwork([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        var options = await blobs.ReadOptionsAsync(task.Training, cancellationToken);
        var table = await SampleAsync(task, options.Networks, cancellationToken);
        if (table is null || table.Columns.Count < 2) return NetworkSize.None("no feature is known of enough tracks");

        TrainedAutoencoder network;
        try
        {
            network = Autoencoder.Train(table, Options(table, options.Model.Seed), cancellationToken: cancellationToken);
        }
        catch (TrainingDivergedException exception)
        {
            // The same features would fail again; the listening model is as good without them.
            logger.LogWarning(exception, "Training {Training} goes on without a network over tracks' features.", task.Training);
            return NetworkSize.None("its training went astray, see the log");
        }

        var model = network.ToOnnx();
        var source = string.Create(
            CultureInfo.InvariantCulture, $"Autoencoder over {table.Columns.Count} features of {table.Rows} tracks of the catalogue");
        var columns = new MemoryStream();
        await new IdTable([.. table.Columns]).WriteAsync(columns, cancellationToken);
        ManifestEntry[] entries =
        [
            await WriteAsync(FeatureNetwork.Model(task.Training), model, cancellationToken),
            await WriteAsync(
                FeatureNetwork.Manifest(task.Training), network.Manifest(FeatureNetwork.Name, model, source).ToBytes(), cancellationToken),
            await WriteAsync(FeatureNetwork.Columns(task.Training), columns.ToArray(), cancellationToken),
        ];
        await blobs.WriteJsonAsync(TrainingBlobs.NetworkEntries(task.Training), entries, cancellationToken);
        return new NetworkSize(table.Rows, table.Columns.Count);
    }

    /// <summary>Writes the codes of a block's tracks, row by row; zeros for those without features that the network takes.</summary>
    [Function(nameof(EncodeTracks))]
    public async Task<StageTally> EncodeTracks([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        var ids = await blobs.ReadIdsAsync(task.Training, Side.Tracks, task.Block, cancellationToken);
        var features = await ReadFeaturesAsync(task, task.Block, cancellationToken);
        var columns = new FeatureColumns(
            await blobs.ReadAsync(FeatureNetwork.Columns(task.Training), IdTable.ReadAsync, cancellationToken));
        var manifest = ModelManifest.Parse(await ReadBytesAsync(FeatureNetwork.Manifest(task.Training), cancellationToken));
        using var session = ModelSession.Open(await ReadBytesAsync(FeatureNetwork.Model(task.Training), cancellationToken), manifest);

        var width = FeatureNetwork.CodeWidth(manifest);
        var codes = new FactorMatrix(ids.Count, width);
        var (map, known) = (columns.Map(features), 0);
        var rows = new float[FeatureNetwork.RowsAtOnce * columns.Names.Count];
        foreach (var chunk in Enumerable.Range(0, features.Tracks.Count).Chunk(FeatureNetwork.RowsAtOnce))
        {
            var targets = new List<int>();
            foreach (var track in chunk)
            {
                var row = rows.AsSpan(targets.Count * columns.Names.Count, columns.Names.Count);
                if (FeatureColumns.Fill(features, map, track, row) > 0) targets.Add(ids.Find(features.Tracks[track]));
            }

            if (targets.Count == 0) continue;
            var encoded = FeatureNetwork.Encode(session, rows.AsMemory(0, targets.Count * columns.Names.Count), columns.Names.Count);
            for (var i = 0; i < targets.Count; i++) encoded.AsSpan(i * width, width).CopyTo(codes[targets[i]]);
            known += targets.Count;
        }

        var bytes = new MemoryStream();
        await FactorBlob.WriteAsync(bytes, codes, cancellationToken);
        var name = GenerationManifest.Block(task.Training, Side.Tracks, task.Block, FeatureNetwork.CodePart);
        var entry = await WriteAsync(name, bytes.ToArray(), cancellationToken);
        await blobs.WriteJsonAsync(TrainingBlobs.CodeEntries(task.Training, task.Block), entry, cancellationToken);
        return new StageTally { Rows = known };
    }

    private static AutoencoderOptions Options(FeatureTable table, ulong seed)
    {
        var missing = 0L;
        foreach (var value in table.Values.Span)
            if (float.IsNaN(value)) missing++;
        return new AutoencoderOptions
        {
            CodeWidth = Math.Min(CodeWidth, table.Columns.Count - 1),
            Dropout = Math.Min(MostDropout, (double)missing / table.Values.Length), // what has gaps shall learn to fill them
            Epochs = Math.Clamp(Visits / table.Rows, 1, MostEpochs),
            Seed = seed,
            Threads = 1, // steps are so small that two threads gain a quarter, and lose more where the machine is busy
        };
    }

    /// <summary>
    /// The features of tracks, those with the least hashes of their ids where there are too many, and of these the columns that enough
    /// have; null where none are. The same whatever the blocks.
    /// </summary>
    private async Task<FeatureTable?> SampleAsync(BlockTask task, NetworkOptions options, CancellationToken cancellationToken)
    {
        var tally = new FeatureTally();
        var hashes = new PriorityQueue<(ulong Hash, string Id), (ulong Hash, string Id)>(Comparer<(ulong Hash, string Id)>.Create(
            (a, b) => a.Hash == b.Hash ? string.CompareOrdinal(b.Id, a.Id) : b.Hash.CompareTo(a.Hash))); // the largest leaves first
        for (var block = 0; block < task.Shape.TrackBlocks; block++)
        {
            var features = await ReadFeaturesAsync(task, block, cancellationToken);
            tally.Add(features);
            foreach (var id in features.Tracks)
            {
                var entry = (StableHash.Of(id), id);
                if (hashes.Count < options.MaximumTracks) hashes.Enqueue(entry, entry);
                else hashes.EnqueueDequeue(entry, entry);
            }
        }

        string[] chosen = [.. hashes.UnorderedItems
            .Select(item => item.Element)
            .OrderBy(entry => entry.Hash).ThenBy(entry => entry.Id, StringComparer.Ordinal)
            .Select(entry => entry.Id)];
        return await ReadRowsAsync(task, chosen, new FeatureColumns(tally.Commonest(options.MaximumColumns)), cancellationToken);
    }

    /// <summary>The rows of some tracks, without columns that too few of them have.</summary>
    private async Task<FeatureTable?> ReadRowsAsync(
        BlockTask task, string[] tracks, FeatureColumns columns, CancellationToken cancellationToken)
    {
        var width = columns.Names.Count;
        var place = tracks.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        var values = new float[tracks.Length * width];
        for (var block = 0; block < task.Shape.TrackBlocks; block++)
        {
            var features = await ReadFeaturesAsync(task, block, cancellationToken);
            var map = columns.Map(features);
            for (var row = 0; row < features.Tracks.Count; row++)
            {
                if (place.TryGetValue(features.Tracks[row], out var at))
                    FeatureColumns.Fill(features, map, row, values.AsSpan(at * width, width));
            }
        }

        var counts = new int[width];
        for (var i = 0; i < values.Length; i++)
            if (!float.IsNaN(values[i])) counts[i % width]++;
        int[] kept = [.. Enumerable.Range(0, width).Where(column => counts[column] >= LeastRowsOfColumn)];
        if (kept.Length == 0) return null;
        var compact = new float[tracks.Length * kept.Length];
        for (var i = 0; i < compact.Length; i++) compact[i] = values[i / kept.Length * width + kept[i % kept.Length]];
        return new FeatureTable([.. kept.Select(column => columns.Names[column])], compact);
    }

    private Task<TrackFeatures> ReadFeaturesAsync(BlockTask task, int block, CancellationToken cancellationToken) =>
        blobs.ReadAsync(TrainingBlobs.Features(task.Training, block), TrackFeatures.ReadAsync, cancellationToken);

    private async Task<byte[]> ReadBytesAsync(string name, CancellationToken cancellationToken)
    {
        await using var stream = await store.OpenReadAsync(name, cancellationToken: cancellationToken);
        var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }

    private Task<ManifestEntry> WriteAsync(string name, byte[] bytes, CancellationToken cancellationToken) =>
        blobs.WriteListedAsync(name, (stream, cancellation) => stream.WriteAsync(bytes, cancellation).AsTask(), cancellationToken);
}
