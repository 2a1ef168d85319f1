using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>
/// How a session works. A session takes a copy when it is made: what is set later, or disposed, does not touch it.
/// Not thread safe.
/// </summary>
public class SessionOptions : SafeHandle
{
    private ExecutionMode _executionMode = ExecutionMode.ORT_SEQUENTIAL;
    private GraphOptimizationLevel _optimization = GraphOptimizationLevel.ORT_ENABLE_ALL;
    private OrtLoggingLevel _level = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;
    private string _logId = "";
    private bool _memoryPattern = true;
    private bool _cpuArena = true;
    private int _intraOpThreads;
    private int _interOpThreads;

    public unsafe SessionOptions()
        : base(0, ownsHandle: true) => NativeStatus.Verify(NativeLibraryFile.Api->CreateSessionOptions(out handle));

    public override bool IsInvalid => handle == 0;

    /// <summary>Whether independent operators run at once. One after the other at first.</summary>
    public unsafe ExecutionMode ExecutionMode
    {
        get => _executionMode;
        set
        {
            using var options = new Borrowed(this);
            NativeStatus.Verify(NativeLibraryFile.Api->SetSessionExecutionMode(options.Handle, value));
            _executionMode = value;
        }
    }

    /// <summary>How much the graph is rewritten when it is loaded. Fully at first.</summary>
    public unsafe GraphOptimizationLevel GraphOptimizationLevel
    {
        get => _optimization;
        set
        {
            using var options = new Borrowed(this);
            NativeStatus.Verify(NativeLibraryFile.Api->SetSessionGraphOptimizationLevel(options.Handle, value));
            _optimization = value;
        }
    }

    /// <summary>What the session logs. Warnings and above at first.</summary>
    public unsafe OrtLoggingLevel LogSeverityLevel
    {
        get => _level;
        set
        {
            using var options = new Borrowed(this);
            NativeStatus.Verify(NativeLibraryFile.Api->SetSessionLogSeverityLevel(options.Handle, value));
            _level = value;
        }
    }

    /// <summary>What the session's log lines are marked with.</summary>
    public unsafe string LogId
    {
        get => _logId;
        set
        {
            using var options = new Borrowed(this);
            fixed (byte* id = NativeString.Utf8(value))
                NativeStatus.Verify(NativeLibraryFile.Api->SetSessionLogId(options.Handle, id));
            _logId = value;
        }
    }

    /// <summary>Whether memory is planned once for inputs of the same shapes. True at first.</summary>
    public unsafe bool EnableMemoryPattern
    {
        get => _memoryPattern;
        set
        {
            using var options = new Borrowed(this);
            NativeStatus.Verify(value
                ? NativeLibraryFile.Api->EnableMemPattern(options.Handle)
                : NativeLibraryFile.Api->DisableMemPattern(options.Handle));
            _memoryPattern = value;
        }
    }

    /// <summary>Whether the session keeps the memory that it once needed for runs to come. True at first.</summary>
    public unsafe bool EnableCpuMemArena
    {
        get => _cpuArena;
        set
        {
            using var options = new Borrowed(this);
            NativeStatus.Verify(value
                ? NativeLibraryFile.Api->EnableCpuMemArena(options.Handle)
                : NativeLibraryFile.Api->DisableCpuMemArena(options.Handle));
            _cpuArena = value;
        }
    }

    /// <summary>How many threads work on one operator, the caller's included. 0, as at first: as many as there are cores.</summary>
    public unsafe int IntraOpNumThreads
    {
        get => _intraOpThreads;
        set
        {
            using var options = new Borrowed(this);
            NativeStatus.Verify(NativeLibraryFile.Api->SetIntraOpNumThreads(options.Handle, value));
            _intraOpThreads = value;
        }
    }

    /// <summary>How many operators run at once in parallel mode. 0, as at first: as many as there are cores.</summary>
    public unsafe int InterOpNumThreads
    {
        get => _interOpThreads;
        set
        {
            using var options = new Borrowed(this);
            NativeStatus.Verify(NativeLibraryFile.Api->SetInterOpNumThreads(options.Handle, value));
            _interOpThreads = value;
        }
    }

    /// <summary>Sets what has no property, such as "session.intra_op.allow_spinning" to "0".</summary>
    /// <exception cref="OnnxRuntimeException">The key or the value is empty or too long.</exception>
    public unsafe void AddSessionConfigEntry(string configKey, string configValue)
    {
        using var options = new Borrowed(this);
        fixed (byte* key = NativeString.Utf8(configKey), value = NativeString.Utf8(configValue))
            NativeStatus.Verify(NativeLibraryFile.Api->AddSessionConfigEntry(options.Handle, key, value));
    }

    protected override unsafe bool ReleaseHandle()
    {
        NativeLibraryFile.Api->ReleaseSessionOptions(handle);
        return true;
    }
}
