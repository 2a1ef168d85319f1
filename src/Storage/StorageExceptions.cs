namespace Mixtape.Storage;

/// <summary>A write's condition did not hold: somebody else wrote first. Read again and decide anew.</summary>
public sealed class PreconditionFailedException(string target)
    : Exception($"'{target}' was changed or created by another writer: read it again and retry.");

/// <summary>A blob that was asked for does not exist.</summary>
public sealed class BlobNotFoundException(string name) : Exception($"There is no blob '{name}'.")
{
    /// <summary>The blob's name.</summary>
    public string Name { get; } = name;
}
