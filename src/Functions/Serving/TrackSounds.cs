using Mixtape.Functions.Training;
using Mixtape.Music.Blobs;
using Mixtape.Music.Neighbours;
using Mixtape.Numerics;

namespace Mixtape.Functions.Serving;

/// <summary>
/// The embeddings of a generation's tracks, of those that nobody has played too. They have rows of their own, which run over all track
/// blocks, one after the other. Immutable, safe for concurrent use.
/// </summary>
public sealed class TrackSounds
{
    private readonly TrackRows _rows;
    private readonly FactorIndex _index;

    private TrackSounds(string model, IdTable[] ids, FactorMatrix[] embeddings) =>
        (Model, _rows, _index) = (model, new TrackRows(ids, []), new FactorIndex(embeddings));

    /// <summary>The network whose embeddings they are.</summary>
    public string Model { get; }

    /// <summary>Numbers of an embedding.</summary>
    public int Width => _index.Width;

    /// <summary>How many tracks have one.</summary>
    public int Count => _rows.Count;

    /// <summary>Loads a generation's; null where it has none.</summary>
    /// <exception cref="CorruptBlobException">A blob is missing, or does not fit the others.</exception>
    internal static async Task<TrackSounds?> LoadAsync(GenerationBlobs blobs, CancellationToken cancellationToken)
    {
        if (blobs.Manifest.Sound is not { } sound) return null;
        var id = blobs.Manifest.Id;
        var ids = new IdTable[blobs.Manifest.Shape.TrackBlocks];
        var embeddings = new FactorMatrix[ids.Length];
        for (var block = 0; block < ids.Length; block++)
        {
            ids[block] = await blobs.ReadAsync(SoundEntry.Tracks(id, block), IdTable.ReadAsync, cancellationToken);
            embeddings[block] = await blobs.ReadAsync(SoundEntry.Embeddings(id, block), FactorBlob.ReadAsync, cancellationToken);
            if (embeddings[block].Rows != ids[block].Count || embeddings[block].Width != sound.Width)
            {
                throw new CorruptBlobException(
                    $"Generation {id} has {ids[block].Count} tracks with audio in a block but embeddings of {embeddings[block].Rows} x "
                    + $"{embeddings[block].Width}: train again.");
            }
        }

        return new TrackSounds(sound.Model, ids, embeddings);
    }

    /// <summary>The row of a track, or -1.</summary>
    public int FindRow(string track) => _rows.Find(track);

    /// <summary>The embedding of a track; null where it has none.</summary>
    public float[]? Find(string track)
    {
        if (_rows.Find(track) is not (>= 0 and var row)) return null;
        var embedding = new float[Width];
        _index.CopyVector(row, embedding);
        return embedding;
    }

    /// <summary>The tracks that sound most alike, most alike first.</summary>
    /// <param name="embedding">What they are to sound like.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="track">The track to leave out.</param>
    public IEnumerable<(float Score, string Track)> Nearest(float[] embedding, int count, string track)
    {
        var own = _rows.Find(track);
        return _index.Nearest(embedding, count, own < 0 ? [] : [own]).Select(entry => (entry.Score, _rows[(int)entry.Row]));
    }
}
