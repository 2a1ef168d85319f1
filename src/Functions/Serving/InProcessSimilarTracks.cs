using Mixtape.Functions.Telemetry;

namespace Mixtape.Functions.Serving;

/// <summary>Finds similar tracks by a scan of all vectors of the generation. Of equals the lower row stands first.</summary>
internal sealed class InProcessSimilarTracks : ISimilarTracks
{
    public Task<IReadOnlyList<(float Score, int Row)>> FindAsync(
        Generation generation, int row, int count, CancellationToken cancellationToken)
    {
        Instruments.CountSearch("listening");
        var nearest = generation.Vectors.Nearest(generation.TrackVector(row), count, [row]);
        return Task.FromResult<IReadOnlyList<(float, int)>>([.. nearest.Select(near => (near.Score, (int)near.Row))]);
    }
}
