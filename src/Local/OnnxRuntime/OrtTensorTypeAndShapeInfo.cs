using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A tensor's element type and shape.</summary>
public readonly struct OrtTensorTypeAndShapeInfo
{
    /// <summary>Reads what a native tensor info says; -1 is a dimension that the model leaves open.</summary>
    internal unsafe OrtTensorTypeAndShapeInfo(nint info)
    {
        var api = NativeLibraryFile.Api;
        NativeStatus.Verify(api->GetTensorElementType(info, out var element));
        NativeStatus.Verify(api->GetDimensionsCount(info, out var rank));
        NativeStatus.Verify(api->GetTensorShapeElementCount(info, out var count));
        ElementDataType = (TensorElementType)element;
        ElementCount = (long)count;
        Shape = new long[rank];
        fixed (long* shape = Shape)
            NativeStatus.Verify(api->GetDimensions(info, shape, rank));
    }

    public TensorElementType ElementDataType { get; }

    public bool IsString => ElementDataType == TensorElementType.String;

    public long ElementCount { get; }

    public int DimensionsCount => Shape.Length;

    public long[] Shape { get; }
}
