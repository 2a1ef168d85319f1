using Mixtape.Learning.Onnx;

namespace Mixtape.Learning.Neural;

/// <summary>A tape on its way into an ONNX graph: which name of the graph each tensor has.</summary>
internal sealed class GraphExport
{
    private readonly Dictionary<object, string> _names = [];

    /// <summary>Writes the inputs down, then every operation.</summary>
    public GraphExport(string name, Tape tape)
    {
        Graph = new OnnxGraph(name);
        foreach (var input in tape.Inputs) _names[input] = Graph.Input(input.Name, OnnxElementType.Float, Dimensions(input.Shape));
        foreach (var input in tape.Indices) _names[input] = Graph.Input(input.Name, OnnxElementType.Int64, Dimensions(input.Shape));
        foreach (var operation in tape.Operations) _names[operation.Output] = operation.Export(this);
    }

    /// <summary>Where nodes and constants go.</summary>
    public OnnxGraph Graph { get; }

    /// <summary>The graph's name of a tensor; a parameter becomes a constant when it is first asked for.</summary>
    public string this[Tensor tensor]
    {
        get
        {
            if (_names.TryGetValue(tensor, out var name)) return name;
            if (tensor is not Parameter)
                throw new ArgumentException($"'{tensor.Name}' stands on another tape: export what this one computes.");
            return _names[tensor] = Graph.Constant(
                tensor.Name, tensor.Values, [.. Array.ConvertAll(tensor.Shape.ToArray(), dimension => dimension.Size)]);
        }
    }

    /// <summary>The graph's name of an input of whole numbers.</summary>
    public string this[IndexTensor indices] => _names[indices];

    /// <summary>Adds a node that belongs to an operation.</summary>
    public string Add(
        Operation operation, string operatorType, IReadOnlyList<string> inputs, params ReadOnlySpan<OnnxAttribute> attributes) =>
        Graph.Add(operatorType, inputs, $"{operation.Name}.{operatorType}", attributes);

    /// <summary>The constant that names an axis.</summary>
    public string Axes(int axis) => Once((axis, "axis"), () => Graph.Constant(Graph.Unique($"axis-{axis}"), (ReadOnlySpan<long>)[axis], 1));

    /// <summary>Adds a constant that belongs to an operation, and may be called as that of another one.</summary>
    public string Constant(string name, ReadOnlySpan<float> values, params ReadOnlySpan<int> shape) =>
        Graph.Constant(Graph.Unique(name), values, shape);

    /// <inheritdoc cref="Constant(string, ReadOnlySpan{float}, ReadOnlySpan{int})"/>
    public string Constant(string name, ReadOnlySpan<long> values, params ReadOnlySpan<int> shape) =>
        Graph.Constant(Graph.Unique(name), values, shape);

    /// <summary>Adds what is made of a parameter, once for all that share it.</summary>
    public string Of(Parameter parameter, string how, Func<float[]> values, params int[] shape) =>
        Once((parameter, how), () => Constant($"{parameter.Name}.{how}", values(), shape));

    private string Once(object key, Func<string> add) => _names.TryGetValue(key, out var name) ? name : _names[key] = add();

    public static OnnxDimension[] Dimensions(ReadOnlySpan<Dimension> shape) =>
        Array.ConvertAll(
            shape.ToArray(),
            dimension => dimension.Symbol is { } symbol ? OnnxDimension.Symbolic(symbol) : OnnxDimension.Fixed(dimension.Size));
}
