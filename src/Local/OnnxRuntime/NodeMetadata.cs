using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>What a model says of one of its inputs or outputs. Immutable.</summary>
public class NodeMetadata
{
    private readonly TensorElementType _element;
    private readonly int[]? _dimensions;
    private readonly string[]? _symbols;

    internal unsafe NodeMetadata(nint typeInfo)
    {
        var api = NativeLibraryFile.Api;
        NativeStatus.Verify(api->GetOnnxTypeFromTypeInfo(typeInfo, out var type));
        OnnxValueType = (OnnxValueType)type;
        if (!IsTensor) return;

        // The type keeps the tensor info, which is not to be released, and that keeps the symbols' text.
        NativeStatus.Verify(api->CastTypeInfoToTensorInfo(typeInfo, out var tensorInfo));
        NativeStatus.Verify(api->GetTensorElementType(tensorInfo, out var element));
        NativeStatus.Verify(api->GetDimensionsCount(tensorInfo, out var rank));
        var (dimensions, symbols) = (new long[rank], new nint[rank]);
        fixed (long* first = dimensions)
            NativeStatus.Verify(api->GetDimensions(tensorInfo, first, rank));
        fixed (nint* first = symbols)
            NativeStatus.Verify(api->GetSymbolicDimensions(tensorInfo, first, rank));
        _element = (TensorElementType)element;
        _dimensions = Array.ConvertAll(dimensions, Dimension);
        _symbols = Array.ConvertAll(symbols, NativeString.Read);
    }

    public OnnxValueType OnnxValueType { get; }

    public bool IsTensor => OnnxValueType is OnnxValueType.ONNX_TYPE_TENSOR or OnnxValueType.ONNX_TYPE_SPARSETENSOR;

    public bool IsString => ElementDataType == TensorElementType.String;

    /// <summary>The shape; -1 is a dimension that the model leaves open.</summary>
    /// <exception cref="InvalidOperationException">It is not a tensor. So for what follows.</exception>
    public int[] Dimensions => _dimensions ?? throw NotATensor();

    /// <summary>The names of the dimensions that are open, and empty strings for the others.</summary>
    public string[] SymbolicDimensions => _symbols ?? throw NotATensor();

    public TensorElementType ElementDataType => IsTensor ? _element : throw NotATensor();

    /// <summary>The .NET type of the elements.</summary>
    /// <exception cref="NotSupportedException">Elements of that type have none here.</exception>
    public Type ElementType => ElementTypes.TypeOf(ElementDataType);

    private static int Dimension(long dimension) => dimension <= int.MaxValue
        ? (int)dimension
        : throw new OnnxRuntimeException(
            ErrorCode.InvalidGraph, $"An input or output has a dimension of {dimension}, beyond {int.MaxValue}.");

    private InvalidOperationException NotATensor() => new($"The model has {OnnxValueType} here, not a tensor.");
}
