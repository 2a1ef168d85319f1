namespace Mixtape.Storage;

/// <summary>A container of documents, with what a store that is told of containers beforehand must know of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="VectorProperty">The property of its values, as JSON names it, that holds a vector; null where none does.</param>
/// <param name="IsSearched">Whether documents are looked for by their vectors, so that these want an index.</param>
public sealed record DocumentContainer(string Name, string? VectorProperty = null, bool IsSearched = false);
