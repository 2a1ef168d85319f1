using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mixtape.Music.Blobs;
using Mixtape.Music.Collaborative;
using Mixtape.Music.Listening;
using Mixtape.Numerics;
using Mixtape.Storage;

namespace Mixtape.Functions.Training;

/// <summary>
/// The blobs of a training, all under <c>trainings/{id}/</c>. Each name follows from the activity's input, and the same
/// input gives the same bytes, so an activity that runs twice does no harm. Safe for concurrent use.
/// </summary>
public sealed class TrainingBlobs(IBlobStore blobs)
{
    /// <summary>How the app's own JSON blobs are written.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        WriteIndented = true,
    };

    /// <summary>The folder of a training.</summary>
    public static string Folder(string training) => $"trainings/{training}/";

    /// <summary>The options.</summary>
    public static string Options(string training) => $"{Folder(training)}options.json";

    /// <summary>The model, its penalty settled.</summary>
    public static string Model(string training) => $"{Folder(training)}model.json";

    /// <summary>The names of the event blobs of a page.</summary>
    public static string Page(BlockTask task) => $"{Folder(task.Training)}pages/{task.Block:D7}.json";

    /// <summary>The events of a page, by listener block.</summary>
    public static string Partition(string training, int page) => $"{Folder(training)}events/{page:D7}";

    /// <summary>The plays of a listener block, by track block, with local track ids.</summary>
    public static string Plays(string training, int listenerBlock) => $"{Folder(training)}plays/{listenerBlock:D7}";

    /// <summary>The ids of a block.</summary>
    public static string Ids(string training, Side side, int block) => $"{Folder(training)}ids/{side}/{block:D7}";

    /// <summary>How many listeners the tracks of a block have.</summary>
    public static string Popularity(string training, int trackBlock) => $"{Folder(training)}popularity/{trackBlock:D7}";

    /// <summary>A strip of the listening matrix: the tiles of a block of <paramref name="side"/>.</summary>
    public static string Strip(string training, Side side, int block) => $"{Folder(training)}weighed/{side}/{block:D7}";

    /// <summary>The factors of a block after an iteration.</summary>
    public static string Factors(string training, int iteration, Side side, int block) =>
        $"{Folder(training)}factors/{iteration:D3}/{side}/{block:D7}";

    /// <summary>The Gramian of a block after an iteration.</summary>
    public static string BlockGramian(string training, int iteration, Side side, int block) =>
        $"{Folder(training)}gramians/{iteration:D3}/{side}/{block:D7}";

    /// <summary>The Gramian of a side after an iteration.</summary>
    public static string SideGramian(string training, int iteration, Side side) =>
        $"{Folder(training)}gramians/{iteration:D3}/{side}/sum";

    /// <summary>The most popular tracks, the holdout counted.</summary>
    public static string Popular(string training) => $"{Folder(training)}popular.json";

    /// <summary>The head of the catalogue in training.</summary>
    public static string Head(string training) => $"{Folder(training)}head.json";

    /// <summary>The tracks that were recommended to the judged listeners of a block.</summary>
    public static string Recommended(string training, int listenerBlock) => $"{Folder(training)}recommended/{listenerBlock:D7}.json";

    /// <summary>The features of the tracks of a block.</summary>
    public static string Features(string training, int trackBlock) => $"{Folder(training)}features/{trackBlock:D7}";

    /// <summary>Which blobs of the generation hold its networks.</summary>
    public static string NetworkEntries(string training) => $"{Folder(training)}networks/models.json";

    /// <summary>Which blobs of the generation hold what networks made of a block of tracks.</summary>
    public static string CodeEntries(string training, int trackBlock) => $"{Folder(training)}networks/{trackBlock:D7}.json";

    /// <summary>Embeddings of a page of tracks, by track block.</summary>
    public static string SoundPage(string training, int page) => $"{Folder(training)}sound/pages/{page:D7}";

    /// <summary>How many embeddings of which network a page of tracks has; written once, after the page.</summary>
    public static string SoundCounts(string training, int page) => $"{Folder(training)}sound/pages/{page:D7}.json";

    /// <summary>Which network's embeddings count.</summary>
    public static string SoundPlan(string training) => $"{Folder(training)}sound/plan.json";

    /// <summary>Which blobs of the generation hold the embeddings of a block of tracks.</summary>
    public static string SoundEntries(string training, int trackBlock) => $"{Folder(training)}sound/{trackBlock:D7}.json";

    /// <summary>Which blobs of the generation hold what sound predicts for a block of tracks.</summary>
    public static string PredictedEntries(string training, int trackBlock) => $"{Folder(training)}sound/predicted/{trackBlock:D7}.json";

    /// <summary>What predicts factors from sound.</summary>
    public static string SoundModel(string training) => $"{Folder(training)}sound/model";

    /// <summary>A part (ids, predicted, learned) of the tracks that the prediction is judged by.</summary>
    public static string SoundJudged(string training, string part) => $"{Folder(training)}sound/judged.{part}";

    /// <summary>The ids of the matrix that a tuning's trials are run on.</summary>
    public static string SampleIds(string tuning) => $"{Folder(tuning)}sample/ids.json";

    /// <summary>That matrix, by listener.</summary>
    public static string SampleTile(string tuning) => $"{Folder(tuning)}sample/tile";

    /// <summary>Writes a blob whole.</summary>
    public Task WriteAsync(string name, Func<Stream, CancellationToken, Task> content, CancellationToken cancellationToken) =>
        blobs.WriteAsync(name, content, default, cancellationToken);

    /// <summary>Writes a blob of a generation whole.</summary>
    /// <returns>How its manifest lists it.</returns>
    public async Task<ManifestEntry> WriteListedAsync(
        string name, Func<Stream, CancellationToken, Task> content, CancellationToken cancellationToken)
    {
        var memory = new MemoryStream();
        await content(memory, cancellationToken);
        var bytes = memory.GetBuffer().AsMemory(0, (int)memory.Length);
        await WriteAsync(name, (stream, cancellation) => stream.WriteAsync(bytes, cancellation).AsTask(), cancellationToken);
        return new ManifestEntry(name, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes.Span)));
    }

    /// <summary>Writes a JSON blob.</summary>
    public Task WriteJsonAsync<T>(string name, T value, CancellationToken cancellationToken) => blobs.WriteAsync(
        name, (stream, cancellation) => JsonSerializer.SerializeAsync(stream, value, Json, cancellation), default, cancellationToken);

    /// <summary>Reads a JSON blob.</summary>
    public async Task<T> ReadJsonAsync<T>(string name, CancellationToken cancellationToken)
    {
        await using var stream = await blobs.OpenReadAsync(name, cancellationToken: cancellationToken);
        return await JsonSerializer.DeserializeAsync<T>(stream, Json, cancellationToken)
            ?? throw new CorruptBlobException($"Blob '{name}' is empty: train again.");
    }

    /// <summary>Reads the options of a training.</summary>
    public Task<TrainingOptions> ReadOptionsAsync(string training, CancellationToken cancellationToken) =>
        ReadJsonAsync<TrainingOptions>(Options(training), cancellationToken);

    /// <summary>Reads the model of a training.</summary>
    public Task<AlternatingLeastSquaresOptions> ReadModelAsync(string training, CancellationToken cancellationToken) =>
        ReadJsonAsync<AlternatingLeastSquaresOptions>(Model(training), cancellationToken);

    /// <summary>Reads the ids of a block.</summary>
    public Task<IdTable> ReadIdsAsync(string training, Side side, int block, CancellationToken cancellationToken) =>
        ReadAsync(Ids(training, side, block), IdTable.ReadAsync, cancellationToken);

    /// <summary>Reads how many rows a block has, without its ids.</summary>
    public async Task<int> ReadRowsAsync(string training, Side side, int block, CancellationToken cancellationToken)
    {
        await using var stream = await blobs.OpenReadAsync(Ids(training, side, block), 0, IdTable.HeadLength, cancellationToken);
        return await IdTable.ReadCountAsync(stream, cancellationToken);
    }

    /// <summary>Reads the factors of a block.</summary>
    public Task<FactorMatrix> ReadFactorsAsync(
        string training, int iteration, Side side, int block, CancellationToken cancellationToken) =>
        ReadAsync(Factors(training, iteration, side, block), FactorBlob.ReadAsync, cancellationToken);

    /// <summary>Reads how many listeners the tracks of a block have.</summary>
    public Task<(int[] Training, int[] All)> ReadPopularityAsync(string training, int trackBlock, CancellationToken cancellationToken) =>
        ReadAsync(Popularity(training, trackBlock), PopularityBlob.ReadAsync, cancellationToken);

    /// <summary>Reads what the silence of a block's rows weighs; empty where each weighs 1, as listeners' does.</summary>
    public async Task<float[]> ReadSilenceAsync(
        BlockTask task, AlternatingLeastSquaresOptions model, Side side, int block, CancellationToken cancellationToken)
    {
        if (side == Side.Listeners) return [];
        var listeners = (await ReadPopularityAsync(task.Training, block, cancellationToken)).Training;
        return new ConfidenceWeights(model.Confidence, task.Shape.Totals).Silence(listeners);
    }

    /// <summary>Reads a Gramian.</summary>
    public Task<Gramian> ReadGramianAsync(string name, CancellationToken cancellationToken) =>
        ReadAsync(name, GramianBlob.ReadAsync, cancellationToken);

    /// <summary>Reads a blob of one of the binary formats.</summary>
    public async Task<T> ReadAsync<T>(
        string name, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var stream = await blobs.OpenReadAsync(name, cancellationToken: cancellationToken);
        return await read(stream, cancellationToken);
    }

    /// <summary>Reads where the segments of a blob are.</summary>
    public async Task<(long Offset, long Length)[]> ReadDirectoryAsync(
        string name, BlobKind kind, int segments, CancellationToken cancellationToken)
    {
        await using var stream = await blobs.OpenReadAsync(name, 0, SegmentedBlob.DirectoryLength(segments), cancellationToken);
        return await SegmentedBlob.ReadDirectoryAsync(stream, kind, segments, cancellationToken);
    }

    /// <summary>Reads the plays of a listener block against a track block; null where there are none.</summary>
    public async Task<BlockPlays?> ReadPlaysAsync(BlockTask task, int listenerBlock, int trackBlock, CancellationToken cancellationToken)
    {
        var name = Plays(task.Training, listenerBlock);
        var directory = await ReadDirectoryAsync(name, BlobKind.LocalPlays, task.Shape.TrackBlocks, cancellationToken);
        if (directory[trackBlock].Length == 0) return null;
        await using var stream = await OpenSegmentAsync(name, directory[trackBlock], cancellationToken);
        return await BlockPlays.ReadAsync(stream, cancellationToken);
    }

    /// <summary>Reads which blobs of the generation networks and what they made are in.</summary>
    public async Task<List<ManifestEntry>> ReadNetworkEntriesAsync(string training, int trackBlocks, CancellationToken cancellationToken)
    {
        var entries = new List<ManifestEntry>(await ReadJsonAsync<ManifestEntry[]>(NetworkEntries(training), cancellationToken));
        for (var block = 0; block < trackBlocks; block++)
            entries.Add(await ReadJsonAsync<ManifestEntry>(CodeEntries(training, block), cancellationToken));
        return entries;
    }

    /// <summary>Reads which blobs of the generation tracks' sound and what it predicts are in.</summary>
    public async Task<List<ManifestEntry>> ReadSoundEntriesAsync(
        string training, int trackBlocks, bool hasPredictions, CancellationToken cancellationToken)
    {
        var entries = new List<ManifestEntry>();
        for (var block = 0; block < trackBlocks; block++)
        {
            entries.AddRange(await ReadJsonAsync<ManifestEntry[]>(SoundEntries(training, block), cancellationToken));
            if (hasPredictions)
                entries.AddRange(await ReadJsonAsync<ManifestEntry[]>(PredictedEntries(training, block), cancellationToken));
        }

        return entries;
    }

    /// <summary>Opens a segment.</summary>
    public Task<Stream> OpenSegmentAsync(string name, (long Offset, long Length) segment, CancellationToken cancellationToken) =>
        blobs.OpenReadAsync(name, segment.Offset, segment.Length, cancellationToken);

    /// <summary>Opens a strip of the listening matrix.</summary>
    public async Task<TileStrip> OpenStripAsync(BlockTask task, Side side, int block, CancellationToken cancellationToken)
    {
        var name = Strip(task.Training, side, block);
        var other = side == Side.Listeners ? task.Shape.TrackBlocks : task.Shape.ListenerBlocks;
        return new TileStrip(this, name, await ReadDirectoryAsync(name, BlobKind.TileStrip, other, cancellationToken));
    }
}
