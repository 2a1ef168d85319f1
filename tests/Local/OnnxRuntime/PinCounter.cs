using System.Buffers;
using System.Runtime.InteropServices;

namespace Mixtape.Local.OnnxRuntime.Tests;

/// <summary>Memory that counts who holds it pinned.</summary>
internal sealed class PinCounter(float[] data) : MemoryManager<float>
{
    private GCHandle _pinned = GCHandle.Alloc(data, GCHandleType.Pinned);
    private int _pins;

    public int Pins => Volatile.Read(ref _pins);

    public override Span<float> GetSpan() => data;

    public override unsafe MemoryHandle Pin(int elementIndex = 0)
    {
        Interlocked.Increment(ref _pins);
        return new MemoryHandle((float*)_pinned.AddrOfPinnedObject() + elementIndex, default, this);
    }

    public override void Unpin() => Interlocked.Decrement(ref _pins);

    protected override void Dispose(bool disposing) => _pinned.Free();
}
