using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>
/// How one run, or several at once, go. <see cref="Terminate"/> may be set while they run; the rest only before.
/// </summary>
public class RunOptions : SafeHandle
{
    private OrtLoggingLevel _level = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;
    private string _logId = "";
    private bool _terminate;

    public unsafe RunOptions()
        : base(0, ownsHandle: true) => NativeStatus.Verify(NativeLibraryFile.Api->CreateRunOptions(out handle));

    public override bool IsInvalid => handle == 0;

    /// <summary>What the runs log. Warnings and above at first.</summary>
    public unsafe OrtLoggingLevel LogSeverityLevel
    {
        get => _level;
        set
        {
            using var options = new Borrowed(this);
            NativeStatus.Verify(NativeLibraryFile.Api->RunOptionsSetRunLogSeverityLevel(options.Handle, value));
            _level = value;
        }
    }

    /// <summary>What the runs' log lines are marked with.</summary>
    public unsafe string LogId
    {
        get => _logId;
        set
        {
            using var options = new Borrowed(this);
            fixed (byte* id = NativeString.Utf8(value))
                NativeStatus.Verify(NativeLibraryFile.Api->RunOptionsSetRunTag(options.Handle, id));
            _logId = value;
        }
    }

    /// <summary>Whether runs with these options end as soon as they can, in an <see cref="OnnxRuntimeException"/>.</summary>
    public unsafe bool Terminate
    {
        get => _terminate;
        set
        {
            using var options = new Borrowed(this);
            NativeStatus.Verify(value
                ? NativeLibraryFile.Api->RunOptionsSetTerminate(options.Handle)
                : NativeLibraryFile.Api->RunOptionsUnsetTerminate(options.Handle));
            _terminate = value;
        }
    }

    protected override unsafe bool ReleaseHandle()
    {
        NativeLibraryFile.Api->ReleaseRunOptions(handle);
        return true;
    }
}
