using System.Buffers;
using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>A native value, with the managed memory that it may lie in: pinned until the value is released.</summary>
internal sealed class ValueHandle : SafeHandle
{
    private MemoryHandle _memory;
    private ValueHandle? _lender;

    /// <summary>Takes over a native value that owns its memory.</summary>
    public ValueHandle(nint value)
        : base(0, ownsHandle: true) => SetHandle(value);

    /// <summary>Takes over a native value and the pinned memory that it lies in.</summary>
    public ValueHandle(nint value, MemoryHandle memory)
        : this(value) => _memory = memory;

    public override bool IsInvalid => handle == 0;

    /// <summary>Keeps another value, whose memory this one shares, until this one is released. At most one.</summary>
    public void ShareMemoryOf(ValueHandle lender)
    {
        var added = false;
        lender.DangerousAddRef(ref added);
        _lender = lender;
    }

    protected override unsafe bool ReleaseHandle()
    {
        NativeLibraryFile.Api->ReleaseValue(handle);
        _memory.Dispose();
        _lender?.DangerousRelease();
        return true;
    }
}
