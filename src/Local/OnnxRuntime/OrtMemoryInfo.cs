using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Where memory is: in managed or native memory of this process, for all that this binding does. Thread safe.</summary>
public sealed unsafe class OrtMemoryInfo : SafeHandle
{
    private static readonly Lazy<OrtMemoryInfo> _default = new(
        () => new OrtMemoryInfo("Cpu", OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default),
        LazyThreadSafetyMode.PublicationOnly);

    /// <param name="allocatorName">"Cpu", for memory of this process.</param>
    /// <param name="allocatorType">Whether its allocator is an arena.</param>
    /// <param name="deviceId">0, for the CPU.</param>
    /// <param name="memoryType">Whose memory it is, seen from the CPU.</param>
    /// <exception cref="OnnxRuntimeException">There is no such memory.</exception>
    public OrtMemoryInfo(string allocatorName, OrtAllocatorType allocatorType, int deviceId, OrtMemType memoryType)
        : base(0, ownsHandle: true)
    {
        fixed (byte* name = NativeString.Utf8(allocatorName))
            NativeStatus.Verify(NativeLibraryFile.Api->CreateMemoryInfo(name, allocatorType, deviceId, memoryType, out handle));
    }

    /// <summary>The CPU's memory. It is everyone's: do not dispose it.</summary>
    public static OrtMemoryInfo DefaultInstance => _default.Value;

    public override bool IsInvalid => handle == 0;

    public string Name
    {
        get
        {
            using var info = new Borrowed(this);
            NativeStatus.Verify(NativeLibraryFile.Api->MemoryInfoGetName(info.Handle, out var name));
            return NativeString.Read(name);
        }
    }

    public int Id
    {
        get
        {
            using var info = new Borrowed(this);
            NativeStatus.Verify(NativeLibraryFile.Api->MemoryInfoGetId(info.Handle, out var id));
            return id;
        }
    }

    public OrtMemType GetMemoryType()
    {
        using var info = new Borrowed(this);
        NativeStatus.Verify(NativeLibraryFile.Api->MemoryInfoGetMemType(info.Handle, out var type));
        return type;
    }

    public OrtAllocatorType GetAllocatorType()
    {
        using var info = new Borrowed(this);
        NativeStatus.Verify(NativeLibraryFile.Api->MemoryInfoGetType(info.Handle, out var type));
        return type;
    }

    protected override bool ReleaseHandle()
    {
        NativeLibraryFile.Api->ReleaseMemoryInfo(handle);
        return true;
    }
}
