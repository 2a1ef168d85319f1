namespace Mixtape.Functions.Serving;

/// <summary>
/// A generation whose networks stay open until this is disposed, also where another one takes its place meanwhile. For one request; not
/// safe for concurrent use.
/// </summary>
public sealed class GenerationLease : IDisposable
{
    private bool _isDisposed;

    private GenerationLease(Generation generation) => Generation = generation;

    /// <summary>The generation.</summary>
    public Generation Generation { get; }

    /// <summary>Lets the networks go.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        Generation.Models.Release();
    }

    /// <summary>A lease, or null where the generation's networks were closed already.</summary>
    internal static GenerationLease? TryTake(Generation generation) => generation.Models.TryHold() ? new GenerationLease(generation) : null;
}
