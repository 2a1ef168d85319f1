using Mixtape.Functions.Telemetry;
using Mixtape.Functions.Training;
using Mixtape.Storage;

namespace Mixtape.Functions.Serving;

/// <summary>
/// Finds similar tracks among the generation's documents in Cosmos DB, which hold the same vectors as its blobs: also of tracks that
/// nobody has played, where their sound predicts them.
/// </summary>
internal sealed class CosmosSimilarTracks(CosmosDocumentStore store) : ISimilarTracks
{
    public async Task<IReadOnlyList<(float Score, int Row)>> FindAsync(
        Generation generation, int row, int count, CancellationToken cancellationToken)
    {
        Instruments.CountSearch("listening", "index");
        // One more, since the nearest of all is the track itself.
        var found = await store.NearestAsync(
            TrackVector.Container, generation.Id, generation.TrackVector(row), count + 1, cancellationToken);
        return [.. found.Select(near => ((float)near.Score, Row: generation.FindTrack(near.Partition)))
            .Where(near => near.Row >= 0 && near.Row != row).Take(count)];
    }
}
