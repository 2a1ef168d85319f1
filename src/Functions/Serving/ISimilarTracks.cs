namespace Mixtape.Functions.Serving;

/// <summary>Finds the tracks that the same people play as one: those whose vectors have the largest cosines with its own.</summary>
public interface ISimilarTracks
{
    /// <summary>The nearest tracks, nearest first; not the track itself.</summary>
    /// <param name="generation">Whose vectors.</param>
    /// <param name="row">The row of the track there.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<IReadOnlyList<(float Score, int Row)>> FindAsync(Generation generation, int row, int count, CancellationToken cancellationToken);
}

/// <summary>Which way similar tracks are found.</summary>
public enum SimilarTracksMode
{
    /// <summary>Among the vectors in memory: exactly, and without a request.</summary>
    InProcess,

    /// <summary>By Cosmos DB's vector index: spares the scan of all vectors, for a request; as exact as the index.</summary>
    Cosmos,
}
