using Mixtape.Learning.Onnx.Format;

namespace Mixtape.Learning.Onnx;

/// <summary>The values that a node of a graph may read, with what is known of them before the model runs.</summary>
internal sealed class OnnxScope(OnnxScope? outer)
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long[]> _shapes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorProto> _constants = new(StringComparer.Ordinal);

    /// <summary>Adds a value of this graph; false when this graph has it already.</summary>
    public bool Add(string name) => _names.Add(name);

    /// <summary>Whether this graph itself has a value.</summary>
    public bool HasOwn(string name) => _names.Contains(name);

    /// <summary>Whether this graph or one around it has a value.</summary>
    public bool Sees(string name) => _names.Contains(name) || (outer?.Sees(name) ?? false);

    /// <summary>Notes a value's shape; sizes that are not known are <see cref="OnnxNode.Open"/>.</summary>
    public void SetShape(string name, long[] shape) => _shapes[name] = shape;

    /// <summary>A value's shape, or null where it is not known.</summary>
    public long[]? Shape(string name) => _shapes.TryGetValue(name, out var shape) ? shape : outer?.Shape(name);

    /// <summary>Notes that a value is always this tensor, which has been checked.</summary>
    public void SetConstant(string name, TensorProto tensor) => _constants[name] = tensor;

    /// <summary>The tensor that a value always is, or null.</summary>
    public TensorProto? Constant(string name) => _constants.TryGetValue(name, out var tensor) ? tensor : outer?.Constant(name);
}
