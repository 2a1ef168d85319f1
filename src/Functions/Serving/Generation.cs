using System.Text.Json;
using Mixtape.Functions.Training;
using Mixtape.Music.Blobs;
using Mixtape.Music.Collaborative;
using Mixtape.Music.Neighbours;
using Mixtape.Numerics;
using Mixtape.Storage;

namespace Mixtape.Functions.Serving;

/// <summary>
/// A published generation in memory: all that does not belong to one listener. Every blob is checked against the manifest before it is
/// used. Rows run over all track blocks, one after the other, and then over the tracks that nobody has played but whose factors their sound
/// predicts. Immutable, safe for concurrent use.
/// </summary>
public sealed class Generation
{
    private readonly GenerationBlobs _blobs;
    private readonly TrackRows _rows;
    private readonly Dictionary<int, float[]> _learned = []; // by row, where sound has a say in what stands in the index

    private Generation(
        GenerationBlobs blobs, IdTable[] ids, FactorMatrix[] factors, TrackPredictions predictions, IEnumerable<int> listeners,
        Gramian gramian, PopularTrack[] popular)
    {
        _blobs = blobs;
        _rows = new TrackRows(ids, predictions.UnplayedTracks);
        for (var block = 0; block < predictions.Played.Length; block++)
        {
            foreach (var (row, predicted) in predictions.Played[block])
            {
                _learned.Add(_rows.Start(block) + row, factors[block][row].ToArray());
                predicted.CopyTo(factors[block][row]);
            }
        }

        Vectors = new FactorIndex([.. factors, .. predictions.UnplayedFactors]);
        Axes = new PrincipalAxes(Manifest.Options.Model, Side.Listeners, gramian, Tracks);
        Confidence = new TrackConfidence(Manifest, [.. listeners, .. new int[_rows.Count - Tracks]]);
        Popular = [.. popular.Select(track => (_rows.Start(track.Block) + track.Row, track.Listeners))];
    }

    /// <summary>What it consists of.</summary>
    public GenerationManifest Manifest => _blobs.Manifest;

    /// <summary>The generation's id.</summary>
    public string Id => Manifest.Id;

    /// <summary>The vectors by which all tracks are ranked, by row.</summary>
    public FactorIndex Vectors { get; }

    /// <summary>What folding a listener in takes of all tracks.</summary>
    public PrincipalAxes Axes { get; }

    /// <summary>What plays and silence weigh, by track.</summary>
    public TrackConfidence Confidence { get; }

    /// <summary>The trained networks.</summary>
    public GenerationModels Models { get; private init; } = GenerationModels.None;

    /// <summary>What the network over tracks' features made of them; null where there is none.</summary>
    public TrackCodes? Codes { get; private init; }

    /// <summary>The embeddings of its tracks; null where it has none.</summary>
    public TrackSounds? Sounds { get; private init; }

    /// <summary>The groups of its tracks that sound alike; null where it has none.</summary>
    public TrackGroups? Groups { get; private init; }

    /// <summary>Number of tracks that somebody has played; their rows come first.</summary>
    public int Tracks => _rows.First;

    /// <summary>Number of all tracks.</summary>
    public int Rows => _rows.Count;

    /// <summary>The most popular tracks, most popular first.</summary>
    public IReadOnlyList<(int Row, int Listeners)> Popular { get; }

    /// <summary>Number of listener blocks.</summary>
    public int ListenerBlocks => Manifest.Shape.ListenerBlocks;

    /// <summary>Loads a generation.</summary>
    /// <param name="store">Where its blobs are.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <param name="withModels">Whether to open its networks, which <see cref="GenerationModels.Release"/> closes.</param>
    /// <exception cref="CorruptBlobException">A blob is missing, or is not what the manifest says.</exception>
    public static async Task<Generation> LoadAsync(
        IBlobStore store, string id, CancellationToken cancellationToken, bool withModels = true)
    {
        var blobs = await GenerationBlobs.OpenAsync(store, id, cancellationToken);
        var ids = new IdTable[blobs.Manifest.Shape.TrackBlocks];
        var factors = new FactorMatrix[ids.Length];
        var listeners = new List<int>();
        for (var block = 0; block < ids.Length; block++)
        {
            ids[block] = await blobs.ReadAsync(Part(id, Side.Tracks, block, "ids"), IdTable.ReadAsync, cancellationToken);
            factors[block] = await blobs.ReadAsync(Part(id, Side.Tracks, block, "factors"), FactorBlob.ReadAsync, cancellationToken);
            var counts = (await blobs.ReadAsync(
                Part(id, Side.Tracks, block, "popularity"), PopularityBlob.ReadAsync, cancellationToken)).Training;
            listeners.AddRange(counts);
            if (factors[block].Rows != ids[block].Count || counts.Length != ids[block].Count)
            {
                throw new CorruptBlobException(
                    $"Generation {id} has {ids[block].Count} ids but {factors[block].Rows} vectors "
                    + $"and {counts.Length} counts: train again.");
            }
        }

        var gramian = await blobs.ReadAsync(GenerationManifest.Gramian(id), GramianBlob.ReadAsync, cancellationToken);
        var popular = await blobs.ReadAsync(
            GenerationManifest.Popular(id),
            async (stream, cancellation) =>
                (await JsonSerializer.DeserializeAsync<PopularTrack[]>(stream, TrainingBlobs.Json, cancellation))!,
            cancellationToken);
        if (Array.Exists(factors, block => block.Width != gramian.Width))
            throw new CorruptBlobException($"Generation {id} has vectors that are not {gramian.Width} wide: train again.");
        var predictions = await TrackPredictions.LoadAsync(blobs, ids, gramian.Width, cancellationToken);
        var sounds = await TrackSounds.LoadAsync(blobs, cancellationToken);
        var groups = await TrackGroups.LoadAsync(blobs, sounds, cancellationToken);
        var codes = await TrackCodes.LoadAsync(blobs, Array.ConvertAll(ids, block => block.Count), cancellationToken);
        var models = withModels ? await GenerationModels.LoadAsync(blobs, codes, cancellationToken) : GenerationModels.None;
        return new Generation(blobs, ids, factors, predictions, listeners, gramian, popular)
        {
            Models = models,
            Codes = codes,
            Sounds = sounds,
            Groups = groups,
        };
    }

    /// <summary>The external id of a track.</summary>
    public string TrackId(int row) => _rows[row];

    /// <summary>The row of a track, or -1.</summary>
    public int FindTrack(string id) => _rows.Find(id);

    /// <summary>Whether a track's sound has a say in its vector, because few or none have played it.</summary>
    public bool IsPredicted(int row) => row >= Tracks || _learned.ContainsKey(row);

    /// <summary>
    /// Copies the vector of a track that listeners' vectors are solved against: the one that was learned, where there is one.
    /// </summary>
    public void CopyLearned(int row, Span<float> target)
    {
        if (_learned.TryGetValue(row, out var learned)) learned.CopyTo(target);
        else Vectors.CopyVector(row, target);
    }

    /// <summary>A copy of the vector by which a track is ranked.</summary>
    public float[] TrackVector(int row)
    {
        var vector = new float[Vectors.Width];
        Vectors.CopyVector(row, vector);
        return vector;
    }

    /// <summary>Reads a block of listeners: ids and vectors, row by row.</summary>
    public async Task<(IdTable Ids, FactorMatrix Factors)> ReadListenersAsync(int block, CancellationToken cancellationToken) =>
        (await ReadListenerIdsAsync(block, cancellationToken),
            await _blobs.ReadAsync(Part(Id, Side.Listeners, block, "factors"), FactorBlob.ReadAsync, cancellationToken));

    /// <summary>Reads the ids of a block of listeners.</summary>
    public Task<IdTable> ReadListenerIdsAsync(int block, CancellationToken cancellationToken) =>
        _blobs.ReadAsync(Part(Id, Side.Listeners, block, "ids"), IdTable.ReadAsync, cancellationToken);

    private static string Part(string id, Side side, int block, string part) => GenerationManifest.Block(id, side, block, part);
}
