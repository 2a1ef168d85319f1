using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Gives native memory to values that are made without memory of their own. Thread safe.</summary>
public sealed unsafe class OrtAllocator : SafeHandle
{
    private static readonly Lazy<OrtAllocator> _default = new(() => new OrtAllocator(), LazyThreadSafetyMode.PublicationOnly);

    private OrtAllocator()
        : base(0, ownsHandle: false) => SetHandle(Default);

    /// <summary>The process's CPU allocator. It is everyone's: do not dispose it.</summary>
    public static OrtAllocator DefaultInstance => _default.Value;

    public override bool IsInvalid => handle == 0;

    /// <summary>The native default allocator, which the library owns.</summary>
    internal static nint Default
    {
        get
        {
            NativeStatus.Verify(NativeLibraryFile.Api->GetAllocatorWithDefaultOptions(out var allocator));
            return allocator;
        }
    }

    protected override bool ReleaseHandle() => true;
}
