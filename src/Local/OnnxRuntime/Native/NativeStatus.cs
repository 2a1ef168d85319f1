namespace Microsoft.ML.OnnxRuntime.Native;

internal static unsafe class NativeStatus
{
    /// <summary>Throws what a status that a native function returned stands for, and releases it; 0 is success.</summary>
    /// <exception cref="OnnxRuntimeException">The function failed.</exception>
    public static void Verify(nint status)
    {
        if (status != 0)
            Throw(status);
    }

    private static void Throw(nint status)
    {
        var api = NativeLibraryFile.Api;
        try
        {
            throw new OnnxRuntimeException((ErrorCode)api->GetErrorCode(status), NativeString.Read((nint)api->GetErrorMessage(status)));
        }
        finally
        {
            api->ReleaseStatus(status);
        }
    }
}
