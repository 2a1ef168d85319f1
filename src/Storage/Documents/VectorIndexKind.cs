namespace Mixtape.Storage;

/// <summary>How Cosmos DB indexes the vectors of containers that are searched by them.</summary>
public enum VectorIndexKind
{
    /// <summary>Not at all: containers have no vector policy, which suits an account without vector search.</summary>
    None,

    /// <summary>Compressed vectors, all of which a search goes through: exact but for the compression.</summary>
    QuantizedFlat,

    /// <summary>A graph over compressed vectors: approximate, and cheap for very many.</summary>
    DiskAnn,
}
