using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mixtape.Numerics;

/// <summary>Floats that begin on a cache line and stay there; what they hold at first is anything.</summary>
internal sealed class AlignedFloats
{
    private const int CacheLine = 64;

    // Pinned, so that where the first one stands stays where a cache line begins.
    private readonly float[] _data;
    private readonly int _start;

    /// <exception cref="ArgumentOutOfRangeException">More than an array holds.</exception>
    public AlignedFloats(long length)
    {
        var entries = length + CacheLine / sizeof(float);
        if (entries > Array.MaxLength)
            throw new ArgumentOutOfRangeException(nameof(length), length, $"{length} numbers are more than one array holds: split the matrix.");
        _data = GC.AllocateUninitializedArray<float>((int)entries, pinned: true);
        var past = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(_data, 0) % CacheLine);
        _start = past == 0 ? 0 : (CacheLine - past) / sizeof(float);
    }

    /// <summary>One of them; not checked.</summary>
    public ref float this[nint index] => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_data), _start + index);
}
