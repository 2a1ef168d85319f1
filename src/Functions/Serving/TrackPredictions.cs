using Mixtape.Functions.Training;
using Mixtape.Music.Blobs;
using Mixtape.Numerics;

namespace Mixtape.Functions.Serving;

/// <summary>
/// The factors that tracks' sound predicts, of a generation's tracks that few or none have played, by block. Immutable by convention.
/// </summary>
/// <param name="Played">The rows, within their block, of those that some have played, with their factors.</param>
/// <param name="UnplayedTracks">The ids of those that nobody has.</param>
/// <param name="UnplayedFactors">The factors of these.</param>
internal sealed record TrackPredictions(
    IReadOnlyList<(int Row, float[] Factors)>[] Played, IdTable[] UnplayedTracks, FactorMatrix[] UnplayedFactors)
{
    /// <summary>Loads a generation's; nothing where it predicts none.</summary>
    /// <param name="blobs">The generation.</param>
    /// <param name="ids">The ids of its played tracks.</param>
    /// <param name="width">Entries of a factor row.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="CorruptBlobException">A blob is missing, or does not fit the others.</exception>
    public static async Task<TrackPredictions> LoadAsync(
        GenerationBlobs blobs, IdTable[] ids, int width, CancellationToken cancellationToken)
    {
        if (blobs.Manifest.Sound is not { HasPredictions: true }) return new TrackPredictions([], [], []);
        var id = blobs.Manifest.Id;
        var played = new IReadOnlyList<(int, float[])>[ids.Length];
        var (tracks, factors) = (new IdTable[ids.Length], new FactorMatrix[ids.Length]);
        for (var block = 0; block < ids.Length; block++)
        {
            var own = ids[block];
            var predicted = await blobs.ReadAsync(SoundEntry.PredictedTracks(id, block), IdTable.ReadAsync, cancellationToken);
            var vectors = await blobs.ReadAsync(SoundEntry.Predicted(id, block), FactorBlob.ReadAsync, cancellationToken);
            if (vectors.Rows != predicted.Count || vectors.Width != width)
            {
                throw new CorruptBlobException(
                    $"Generation {id} predicts {predicted.Count} tracks of a block, {width} factors each, but has {vectors.Rows} x "
                    + $"{vectors.Width}: train again.");
            }

            var rows = predicted.Index().ToLookup(track => own.Find(track.Item) >= 0, track => track.Index);
            played[block] = [.. rows[true].Select(row => (own.Find(predicted[row]), vectors[row].ToArray()))];
            tracks[block] = new IdTable([.. rows[false].Select(row => predicted[row])]);
            factors[block] = new FactorMatrix(tracks[block].Count, width);
            foreach (var (target, row) in rows[false].Index()) vectors[row].CopyTo(factors[block][target]);
        }

        return new TrackPredictions(played, tracks, factors);
    }
}
