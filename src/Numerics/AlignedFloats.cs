using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mixtape.Numerics;

/// <summary>Floats, zeros at first, that begin on a cache line.</summary>
internal sealed class AlignedFloats
{
    private const int CacheLine = 64;

    // Pinned, so that where the first one stands stays where a cache line begins.
    private readonly float[] _data;
    private readonly int _start;
    private readonly int _length;

    /// <exception cref="ArgumentOutOfRangeException">More than an array holds.</exception>
    public AlignedFloats(long length)
    {
        if (length > MaxLength)
            throw new ArgumentOutOfRangeException(nameof(length), length, "More numbers than one array holds: split the matrix.");
        _length = (int)length;
        _data = GC.AllocateArray<float>(_length + CacheLine / sizeof(float), pinned: true);
        var past = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(_data, 0) % CacheLine);
        _start = past == 0 ? 0 : (CacheLine - past) / sizeof(float);
    }

    /// <summary>As many as there can be.</summary>
    public static int MaxLength => Array.MaxLength - CacheLine / sizeof(float);

    /// <summary>All of them.</summary>
    public Span<float> Span => _data.AsSpan(_start, _length);

    /// <summary>One of them, or the end; the index is not checked.</summary>
    public ref float this[nint index] => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_data), _start + index);
}
