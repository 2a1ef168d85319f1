using Mixtape.Functions.Training;
using Mixtape.Music.Blobs;
using Mixtape.Music.Collaborative;
using Mixtape.Music.Listening;
using Mixtape.Music.Neighbours;
using Mixtape.Numerics;

namespace Mixtape.Functions.Serving;

/// <summary>
/// What the network over tracks' features made of a generation's tracks. Immutable, safe for concurrent use.
/// </summary>
/// <param name="Columns">What the network takes.</param>
/// <param name="Index">The codes by row of the generation's tracks; zeros for those without features.</param>
public sealed record TrackCodes(FeatureColumns Columns, FactorIndex Index)
{
    /// <summary>Loads a generation's codes; null where it has no such network.</summary>
    /// <param name="blobs">The generation.</param>
    /// <param name="tracks">How many tracks each block has.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="CorruptBlobException">A blob is missing, or does not fit the others.</exception>
    internal static async Task<TrackCodes?> LoadAsync(GenerationBlobs blobs, int[] tracks, CancellationToken cancellationToken)
    {
        if (!Array.Exists(blobs.Manifest.Models, model => model.Name == FeatureNetwork.Name)) return null;
        var id = blobs.Manifest.Id;
        var columns = await blobs.ReadAsync(FeatureNetwork.Columns(id), IdTable.ReadAsync, cancellationToken);
        var codes = new FactorMatrix[tracks.Length];
        for (var block = 0; block < codes.Length; block++)
        {
            codes[block] = await blobs.ReadAsync(
                GenerationManifest.Block(id, Side.Tracks, block, FeatureNetwork.CodePart), FactorBlob.ReadAsync, cancellationToken);
            if (codes[block].Rows != tracks[block] || codes[block].Width != codes[0].Width)
            {
                throw new CorruptBlobException(
                    $"Generation {id} has {tracks[block]} tracks in a block but codes of {codes[block].Rows} x {codes[block].Width}: train "
                    + "again.");
            }
        }

        return new TrackCodes(new FeatureColumns(columns), new FactorIndex(codes));
    }

    /// <summary>Checks that the network is the one that these codes come from, as far as shapes tell.</summary>
    /// <exception cref="CorruptBlobException">It takes or gives others.</exception>
    internal void Check(GenerationModels models)
    {
        if (models.Find(FeatureNetwork.Name)?.Manifest is { } manifest && !FeatureNetwork.Fits(manifest, Columns.Names.Count, Index.Width))
        {
            throw new CorruptBlobException(
                $"Network '{manifest.Name}' does not map {Columns.Names.Count} columns to codes of {Index.Width}, as its generation has: "
                + "train again.");
        }
    }
}
