using System.Runtime.InteropServices;

namespace Mixtape.Numerics;

/// <summary>
/// Counts distinct hashes in bounded memory by keeping the k smallest (Bar-Yossef et al. 2002): exact below k of them,
/// and from there on with a relative standard error of about 1 / sqrt(k), 3 % here. The order of adding and merging does
/// not matter. Not safe for concurrent use.
/// </summary>
public sealed class DistinctCount
{
    private const int Kept = 1024;

    private readonly SortedSet<ulong> _smallest = [];

    /// <summary>Adds a well-mixed 64-bit hash.</summary>
    public void Add(ulong hash)
    {
        if (_smallest.Count == Kept && hash >= _smallest.Max) return;
        if (_smallest.Add(hash) && _smallest.Count > Kept) _smallest.Remove(_smallest.Max);
    }

    /// <summary>Adds what another has counted, given its <see cref="ToBytes"/>.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (var hash in MemoryMarshal.Cast<byte, ulong>(bytes)) Add(hash);
    }

    /// <summary>The estimate.</summary>
    public long Estimate() => _smallest.Count < Kept
        ? _smallest.Count
        : (long)((Kept - 1) / (_smallest.Max / Math.Pow(2, 64)));

    /// <summary>The hashes kept, for another to add.</summary>
    public byte[] ToBytes() => MemoryMarshal.AsBytes<ulong>(_smallest.ToArray()).ToArray();
}
