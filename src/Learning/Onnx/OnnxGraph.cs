using Google.Protobuf;
using Mixtape.Learning.Onnx.Format;

namespace Mixtape.Learning.Onnx;

/// <summary>
/// Builds a model file, node by node in the order of the computation. Same calls, same bytes. Every value, be it input,
/// constant or output of a node, goes by its name, which is unique in the graph. Not safe for concurrent use.
/// </summary>
public sealed class OnnxGraph
{
    /// <summary>
    /// The set of standard operators that the nodes are of. Set 17, of 2022, is the first with LayerNormalization, DFT
    /// and STFT, and ONNX Runtime reads it from 1.12 to today's.
    /// </summary>
    public const int Opset = 17;

    /// <summary>
    /// The version of the file format that came out with <see cref="Opset"/>, so that whatever reads the one reads the
    /// other.
    /// </summary>
    public const int IrVersion = 8;

    /// <summary>What the files name as the program that wrote them.</summary>
    public const string Producer = "mixtape";

    private readonly ModelProto _model;
    private readonly GraphProto _graph;
    private readonly HashSet<string> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _outputs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _metadata = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _suffixes = new(StringComparer.Ordinal);

    /// <summary>An empty graph.</summary>
    /// <param name="name">Its name, for people.</param>
    public OnnxGraph(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _graph = new GraphProto { Name = name };
        _model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = Producer,
            Graph = _graph,
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = Opset } },
        };
    }

    /// <summary>Adds an input.</summary>
    /// <returns>Its name.</returns>
    /// <exception cref="ArgumentException">There is a value of that name.</exception>
    public string Input(string name, OnnxElementType type, params ReadOnlySpan<OnnxDimension> dimensions)
    {
        Define(name);
        _graph.Input.Add(Describe(name, type, dimensions));
        return name;
    }

    /// <summary>Says that a value is an output of the model, and of what type and shape.</summary>
    /// <exception cref="ArgumentException">There is no such value, or it is an output already.</exception>
    public void Output(string name, OnnxElementType type, params ReadOnlySpan<OnnxDimension> dimensions)
    {
        RequireValue(name);
        if (!_outputs.Add(name)) throw new ArgumentException($"'{name}' is an output already: name each output once.", nameof(name));
        _graph.Output.Add(Describe(name, type, dimensions));
    }

    /// <summary>Adds a tensor of floats, row-major.</summary>
    /// <returns>Its name.</returns>
    /// <exception cref="ArgumentException">There is a value of that name, or the values do not fill the shape.</exception>
    public string Constant(string name, ReadOnlySpan<float> values, params ReadOnlySpan<int> shape) =>
        Store(OnnxTensorWriter.Write(name, values, shape));

    /// <summary>Adds a tensor of whole numbers, row-major, such as the shape that a Reshape asks for.</summary>
    /// <returns>Its name.</returns>
    /// <exception cref="ArgumentException">There is a value of that name, or the values do not fill the shape.</exception>
    public string Constant(string name, ReadOnlySpan<long> values, params ReadOnlySpan<int> shape) =>
        Store(OnnxTensorWriter.Write(name, values, shape));

    /// <summary>Adds a node with one output.</summary>
    /// <param name="operatorType">A standard operator of set <see cref="Opset"/>.</param>
    /// <param name="inputs">Values that are there already; an empty name leaves an optional input out.</param>
    /// <param name="name">
    /// What to call the output; a number follows where a value has that name already. The operator's name when null.
    /// </param>
    /// <param name="attributes">Its attributes.</param>
    /// <returns>The name of the output.</returns>
    /// <exception cref="ArgumentException">The operator or an input is unknown.</exception>
    public string Add(string operatorType, IReadOnlyList<string> inputs, string? name = null, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        var output = Unique(name ?? operatorType);
        AddTo([output], operatorType, inputs, attributes);
        return output;
    }

    /// <summary>Adds a node whose outputs have given names, such as those that the model answers.</summary>
    /// <param name="outputs">New names, one for each output; an empty one leaves an optional output out.</param>
    /// <param name="operatorType">A standard operator of set <see cref="Opset"/>.</param>
    /// <param name="inputs">Values that are there already; an empty name leaves an optional input out.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <exception cref="ArgumentException">The operator or an input is unknown, or an output's name is taken.</exception>
    public void AddTo(
        IReadOnlyList<string> outputs, string operatorType, IReadOnlyList<string> inputs, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        if (OnnxOperators.Refusal("", operatorType, Opset, OnnxRisks.Random) is { } refusal)
            throw new ArgumentException($"The operator '{operatorType}' {refusal}.", nameof(operatorType));
        foreach (var input in inputs)
        {
            if (input.Length > 0) RequireValue(input);
        }

        var named = outputs.Where(output => output.Length > 0).ToArray();
        if (named.Length == 0) throw new ArgumentException("A node needs an output: name at least one.", nameof(outputs));
        if (named.Distinct().Count() < named.Length)
            throw new ArgumentException("Two outputs have one name: name each differently.", nameof(outputs));
        foreach (var output in named) RequireNew(output);
        foreach (var output in named) Define(output);
        var node = new NodeProto { Name = named[0], OpType = operatorType, Input = { inputs }, Output = { outputs } };
        foreach (var attribute in attributes) node.Attribute.Add(attribute.ToProto());
        _graph.Node.Add(node);
    }

    /// <summary>Adds a key and a value about the model, which the file carries along.</summary>
    /// <exception cref="ArgumentException">The key is there already.</exception>
    public void Metadata(string key, string value)
    {
        if (!_metadata.Add(key)) throw new ArgumentException($"There is metadata '{key}' already: use another key.", nameof(key));
        _model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
    }

    /// <summary>The model file so far, verified.</summary>
    /// <exception cref="InvalidModelException">
    /// What was added is no model: there is no output, or an argument or shape makes no sense.
    /// </exception>
    public byte[] ToBytes()
    {
        var bytes = _model.ToByteArray();
        OnnxModelVerifier.Verify(bytes, new OnnxLimits
        {
            // Size is for the reader's limits to judge; here it is only about whether this is a model.
            MaximumBytes = int.MaxValue,
            MaximumElements = 1L << 31,
            MaximumTotalElements = 1L << 31,
            MaximumNodes = int.MaxValue,
            MaximumParts = int.MaxValue,
            MaximumLooseNumbers = int.MaxValue,
            Allow = OnnxRisks.Random,
        });
        return bytes;
    }

    private string Store(TensorProto tensor)
    {
        Define(tensor.Name);
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private void Define(string name)
    {
        RequireNew(name);
        _values.Add(name);
    }

    private void RequireNew(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (_values.Contains(name)) throw new ArgumentException($"There is a value '{name}' already: use another name.", nameof(name));
    }

    private void RequireValue(string name)
    {
        if (!_values.Contains(name))
            throw new ArgumentException(
                $"There is no value '{name}' yet: add the input, constant or node that makes it before.", nameof(name));
    }

    /// <summary>The name, or with a number behind it where a value has that name already.</summary>
    internal string Unique(string name)
    {
        var unique = name;
        while (_values.Contains(unique))
        {
            var suffix = _suffixes.GetValueOrDefault(name, 1) + 1;
            _suffixes[name] = suffix;
            unique = $"{name}_{suffix}";
        }

        return unique;
    }

    private static ValueInfoProto Describe(string name, OnnxElementType type, ReadOnlySpan<OnnxDimension> dimensions)
    {
        var shape = new TensorShapeProto();
        foreach (var dimension in dimensions)
        {
            var proto = new TensorShapeProto.Types.Dimension();
            if (dimension.Size is { } size) proto.DimValue = size;
            else if (dimension.Name is { } symbol) proto.DimParam = symbol;
            shape.Dim.Add(proto);
        }

        var tensor = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }
}
