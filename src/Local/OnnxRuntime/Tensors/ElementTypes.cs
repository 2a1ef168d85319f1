namespace Microsoft.ML.OnnxRuntime.Tensors;

/// <summary>Which .NET type stands for which type of a tensor's elements.</summary>
internal static class ElementTypes
{
    private static readonly Dictionary<TensorElementType, Type> _types = new()
    {
        [TensorElementType.Float] = typeof(float),
        [TensorElementType.UInt8] = typeof(byte),
        [TensorElementType.Int8] = typeof(sbyte),
        [TensorElementType.UInt16] = typeof(ushort),
        [TensorElementType.Int16] = typeof(short),
        [TensorElementType.Int32] = typeof(int),
        [TensorElementType.Int64] = typeof(long),
        [TensorElementType.String] = typeof(string),
        [TensorElementType.Bool] = typeof(bool),
        [TensorElementType.Double] = typeof(double),
        [TensorElementType.UInt32] = typeof(uint),
        [TensorElementType.UInt64] = typeof(ulong),
    };

    /// <exception cref="NotSupportedException">No .NET type that this binding knows stands for it.</exception>
    public static Type TypeOf(TensorElementType element) => _types.TryGetValue(element, out var type)
        ? type
        : throw new NotSupportedException($"Tensors of {element} have no .NET element type here.");

    /// <exception cref="NotSupportedException">Tensors do not have elements of that type.</exception>
    public static TensorElementType Of<T>() where T : unmanaged => Known<T>.Element != 0
        ? Known<T>.Element
        : throw new NotSupportedException($"Tensors do not have elements of type {typeof(T)}.");

    private static class Known<T>
    {
        public static readonly TensorElementType Element = _types.FirstOrDefault(pair => pair.Value == typeof(T)).Key;
    }
}
