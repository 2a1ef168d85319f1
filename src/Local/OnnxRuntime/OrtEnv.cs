using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>
/// ONNX Runtime's environment in this process: one, made when it is first asked for, and shared by all sessions, which keep
/// it until they are gone, even when it is disposed before them. Thread safe.
/// </summary>
public sealed unsafe class OrtEnv : SafeHandle
{
    private static readonly Lock _making = new();

    private static OrtEnv? _instance;

    private OrtLoggingLevel _level = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;

    private OrtEnv()
        : base(0, ownsHandle: true)
    {
        fixed (byte* id = "Mixtape"u8)
            NativeStatus.Verify(NativeLibraryFile.Api->CreateEnv(_level, id, out handle));
    }

    public static bool IsCreated
    {
        get
        {
            lock (_making)
                return _instance is { IsClosed: false };
        }
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>What is logged, where a session's or a run's options do not say otherwise. Warnings and above at first.</summary>
    public OrtLoggingLevel EnvLogLevel
    {
        get => _level;
        set
        {
            using var env = new Borrowed(this);
            NativeStatus.Verify(NativeLibraryFile.Api->UpdateEnvWithCustomLogLevel(env.Handle, value));
            _level = value;
        }
    }

    /// <exception cref="DllNotFoundException">ONNX Runtime's native library is not there; the message says how to get it.</exception>
    public static OrtEnv Instance()
    {
        lock (_making)
        {
            if (_instance is not { IsClosed: false })
                _instance = new OrtEnv();
            return _instance;
        }
    }

    /// <summary>The native library's version, such as "1.30.0".</summary>
    public string GetVersionString() => NativeLibraryFile.Version;

    protected override bool ReleaseHandle()
    {
        NativeLibraryFile.Api->ReleaseEnv(handle);
        return true;
    }
}
