using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>
/// Keeps a native object alive for the time of a call, whoever disposes it meanwhile: it is released when the last one who
/// borrowed it is done.
/// </summary>
internal readonly ref struct Borrowed
{
    private readonly SafeHandle _owner;

    /// <exception cref="ObjectDisposedException">It was disposed before.</exception>
    public Borrowed(SafeHandle owner)
    {
        var added = false;
        owner.DangerousAddRef(ref added);
        _owner = owner;
        Handle = owner.DangerousGetHandle();
    }

    public nint Handle { get; }

    public void Dispose() => _owner.DangerousRelease();
}
