using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>A native session. It keeps the environment for as long as it is there.</summary>
internal sealed unsafe class SessionHandle : SafeHandle
{
    private readonly OrtEnv _environment;

    /// <exception cref="OnnxRuntimeException">The bytes are not a model that ONNX Runtime takes.</exception>
    public SessionHandle(ReadOnlySpan<byte> model, SessionOptions sessionOptions)
        : base(0, ownsHandle: true)
    {
        _environment = OrtEnv.Instance();
        var kept = false;
        _environment.DangerousAddRef(ref kept);
        try
        {
            using var options = new Borrowed(sessionOptions);
            fixed (byte* bytes = model)
            {
                NativeStatus.Verify(NativeLibraryFile.Api->CreateSessionFromArray(
                    _environment.DangerousGetHandle(), bytes, (nuint)model.Length, options.Handle, out handle));
            }
        }
        catch
        {
            _environment.DangerousRelease();
            throw;
        }
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeLibraryFile.Api->ReleaseSession(handle);
        _environment.DangerousRelease();
        return true;
    }
}
