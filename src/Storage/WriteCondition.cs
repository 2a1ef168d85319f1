namespace Mixtape.Storage;

/// <summary>What must hold for a write to happen. The default is no condition.</summary>
public readonly record struct WriteCondition
{
    /// <summary>True where the target must not exist yet.</summary>
    public bool MustBeAbsent { get; private init; }

    /// <summary>The ETag that the target must have, or null for any.</summary>
    public string? MustMatch { get; private init; }

    /// <summary>Write only if nothing has that name (If-None-Match: *).</summary>
    public static WriteCondition IfAbsent => new() { MustBeAbsent = true };

    /// <summary>Write only if the target still has this ETag (If-Match).</summary>
    public static WriteCondition IfMatch(string etag) => new() { MustMatch = etag };
}
