namespace Microsoft.ML.OnnxRuntime;

/// <summary>ONNX Runtime refused or failed; the message begins with the kind of failure and goes on in its own words.</summary>
public class OnnxRuntimeException : Exception
{
    internal OnnxRuntimeException(ErrorCode code, string message)
        : base($"[ErrorCode:{code}] {message}")
    {
    }
}
