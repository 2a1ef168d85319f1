using Mixtape.Learning.Onnx.Format;

namespace Mixtape.Learning.Onnx;

/// <summary>Checks a model's graph and those nested in it, and counts what they hold.</summary>
internal sealed class OnnxGraphVerifier
{
    private readonly OnnxLimits _limits;
    private readonly long _irVersion;
    private readonly IReadOnlyDictionary<string, long> _opsets;
    private readonly OnnxTensors _tensors;
    private readonly OnnxAttributeVerifier _attributes;
    private readonly OnnxShapeArguments _shapes;
    private int _nodes;

    /// <param name="limits">What is allowed.</param>
    /// <param name="irVersion">Version of the file format.</param>
    /// <param name="opsets">The imported operator sets by domain.</param>
    public OnnxGraphVerifier(OnnxLimits limits, long irVersion, IReadOnlyDictionary<string, long> opsets)
    {
        (_limits, _irVersion, _opsets) = (limits, irVersion, opsets);
        _tensors = new OnnxTensors(limits);
        _attributes = new OnnxAttributeVerifier(_tensors);
        _shapes = new OnnxShapeArguments(_tensors);
    }

    /// <summary>Nodes by operator.</summary>
    public SortedDictionary<string, int> Operators { get; } = new(StringComparer.Ordinal);

    /// <summary>Elements that the initializers store.</summary>
    public long Parameters { get; private set; }

    /// <summary>Bytes of those.</summary>
    public long ParameterBytes { get; private set; }

    /// <summary>Checks the model's own graph.</summary>
    /// <returns>What a run needs, and what it answers.</returns>
    /// <exception cref="InvalidModelException">Something does not hold.</exception>
    public (OnnxValue[] Inputs, OnnxValue[] Outputs) Verify(GraphProto graph)
    {
        if (graph.Output.Count == 0)
            throw new InvalidModelException("The model has no output: export it with the values that a run should answer.");
        Verify(graph, null, 0);
        var stored = graph.Initializer.Select(tensor => tensor.Name)
            .Concat(graph.SparseInitializer.Select(sparse => sparse.Values.Name)).ToHashSet(StringComparer.Ordinal);
        return ([.. graph.Input.Where(input => !stored.Contains(input.Name)).Select(input => Describe(input, "input"))],
            [.. graph.Output.Select(output => Describe(output, "output"))]);
    }

    private void Verify(GraphProto graph, OnnxScope? outer, int depth)
    {
        if (depth > _limits.MaximumNesting)
            throw new InvalidModelException(
                $"The graph '{graph.Name}' stands {depth} deep in others: flatten the model, or raise "
                + $"{nameof(OnnxLimits)}.{nameof(OnnxLimits.MaximumNesting)}.");
        var scope = new OnnxScope(outer);
        var initializers = Initializers(graph, scope);
        Inputs(graph, scope, outer, initializers);
        ValueInfos(graph, scope);

        var made = new HashSet<string>(graph.Node.SelectMany(node => node.Output), StringComparer.Ordinal);
        for (var index = 0; index < graph.Node.Count; index++)
        {
            var node = graph.Node[index];
            Node(node, scope, outer, made, depth, $"node {index} ({node.OpType} '{node.Name}') of graph '{graph.Name}'");
        }

        var outputs = new HashSet<string>(StringComparer.Ordinal);
        foreach (var output in graph.Output)
        {
            if (!scope.HasOwn(output.Name) || !outputs.Add(output.Name))
                throw new InvalidModelException(
                    $"The output '{output.Name}' of graph '{graph.Name}' is made by nothing in it, or stands twice: "
                    + "export the model anew.");
            if (output.Type is not null) CheckType(output.Type, $"output '{output.Name}'");
        }
    }

    private HashSet<string> Initializers(GraphProto graph, OnnxScope scope)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tensor in graph.Initializer)
        {
            var count = _tensors.Check(tensor, "initializer");
            Store(tensor, count, tensor.Name, [.. tensor.Dims]);
            scope.SetConstant(tensor.Name, tensor);
        }

        foreach (var sparse in graph.SparseInitializer)
        {
            var count = _tensors.Check(sparse, "sparse initializer");
            Store(sparse.Values, count, sparse.Values.Name, [.. sparse.Dims]);
        }

        return names;

        void Store(TensorProto values, long count, string name, long[] shape)
        {
            if (name.Length == 0 || !names.Add(name))
                throw new InvalidModelException(
                    $"The initializer '{name}' of graph '{graph.Name}' stands twice, or has no name: export the model anew.");
            scope.SetShape(name, shape);
            Parameters += count;
            ParameterBytes += values.StringData.Sum(text => (long)text.Length) + OnnxTensors.Bytes((OnnxElementType)values.DataType, count);
        }
    }

    private void Inputs(GraphProto graph, OnnxScope scope, OnnxScope? outer, HashSet<string> initializers)
    {
        foreach (var input in graph.Input)
        {
            Define(input.Name, scope, outer, $"input of graph '{graph.Name}'");
            if (input.Type is null) continue;
            CheckType(input.Type, $"input '{input.Name}'");
            // An input with an initializer is what that holds, unless a run says otherwise.
            if (!initializers.Contains(input.Name) && ShapeOf(input.Type) is { } shape) scope.SetShape(input.Name, shape);
        }

        foreach (var name in initializers)
        {
            if (scope.HasOwn(name)) continue;
            if (_irVersion < 4)
                throw new InvalidModelException(
                    $"The initializer '{name}' is no input, which IR version {_irVersion} asks for: export the model "
                    + "with IR version 4 or later.");
            Define(name, scope, outer, $"initializer of graph '{graph.Name}'");
        }
    }

    private void ValueInfos(GraphProto graph, OnnxScope scope)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var value in graph.ValueInfo)
        {
            if (!names.Add(value.Name))
                throw new InvalidModelException($"Graph '{graph.Name}' describes the value '{value.Name}' twice: export the model anew.");
            if (value.Type is null) continue;
            CheckType(value.Type, $"value '{value.Name}'");
            if (ShapeOf(value.Type) is { } shape && scope.Shape(value.Name) is null) scope.SetShape(value.Name, shape);
        }
    }

    private void Node(NodeProto node, OnnxScope scope, OnnxScope? outer, HashSet<string> made, int depth, string where)
    {
        var domain = OnnxOperators.Normalize(node.Domain);
        var opset = CheckOperator(node, domain, where);
        foreach (var input in node.Input)
        {
            if (input.Length == 0 || scope.Sees(input)) continue;
            throw new InvalidModelException(made.Contains(input)
                ? $"The {where} reads '{input}' before it is made: a cycle or a wrong order; export the model with nodes in "
                + "topological order."
                : $"The {where} reads '{input}', which nothing makes: export the model anew.");
        }

        _attributes.Check(node, where);
        if (node.Output.All(output => output.Length == 0))
            throw new InvalidModelException($"The {where} makes nothing: export the model anew.");
        if (domain != OnnxOperators.MicrosoftDomain) OnnxAttributeRanges.Check(node, where);
        if (domain.Length == 0) _shapes.Check(node, new OnnxNode(node, opset, scope, where));
        foreach (var attribute in node.Attribute)
        {
            if (attribute.G is null && attribute.Graphs.Count == 0) continue;
            if (!OnnxOperators.IsControlFlow(domain, node.OpType))
                throw new InvalidModelException($"The {where} holds a graph, which is for control flow alone: export the model anew.");
            if (attribute.G is not null) Verify(attribute.G, scope, depth + 1);
            foreach (var nested in attribute.Graphs) Verify(nested, scope, depth + 1);
        }

        foreach (var output in node.Output)
        {
            if (output.Length > 0) Define(output, scope, outer, where);
        }

        if (domain.Length == 0 && node.OpType == "Constant") Constant(node, scope, where);
    }

    // Counts a node of an operator that may be used, and says of which set it is.
    private long CheckOperator(NodeProto node, string domain, string where)
    {
        if (++_nodes > _limits.MaximumNodes)
            throw new InvalidModelException(
                $"The model has more than {_limits.MaximumNodes} nodes: simplify it, or raise "
                + $"{nameof(OnnxLimits)}.{nameof(OnnxLimits.MaximumNodes)}.");
        if (!_opsets.TryGetValue(domain, out var opset))
            throw new InvalidModelException(
                $"The {where} is of the domain '{node.Domain}', which the model does not import: export the model anew.");
        if (node.Overload.Length > 0)
            throw new InvalidModelException(
                $"The {where} calls a function's overload, and there are no functions: export the model without functions.");
        if (OnnxOperators.Refusal(domain, node.OpType, opset, _limits.Allow) is { } refusal)
            throw new InvalidModelException($"The operator of {where} {refusal}.");
        var kind = domain.Length == 0 ? node.OpType : $"{domain}.{node.OpType}";
        Operators[kind] = Operators.GetValueOrDefault(kind) + 1;
        return opset;
    }

    private static void Constant(NodeProto node, OnnxScope scope, string where)
    {
        if (node.Attribute.Count != 1 || node.Input.Count > 0)
            throw new InvalidModelException($"The {where} must have no input and one attribute, its value: export the model anew.");
        var value = node.Attribute[0];
        const int Integer = (int)OnnxElementType.Int64, Float = (int)OnnxElementType.Float;
        var tensor = value.Name switch
        {
            "value" => value.T,
            "value_int" => new TensorProto { DataType = Integer, Int64Data = { value.I } },
            "value_ints" => new TensorProto { DataType = Integer, Dims = { value.Ints.Count }, Int64Data = { value.Ints } },
            "value_float" => new TensorProto { DataType = Float, FloatData = { value.F } },
            "value_floats" => new TensorProto { DataType = Float, Dims = { value.Floats.Count }, FloatData = { value.Floats } },
            _ => null,
        };
        if (tensor is null) return;
        scope.SetConstant(node.Output[0], tensor);
        scope.SetShape(node.Output[0], [.. tensor.Dims]);
    }

    // Every value is made once, and none hides one of a graph around it.
    private static void Define(string name, OnnxScope scope, OnnxScope? outer, string where)
    {
        if (name.Length == 0) throw new InvalidModelException($"The {where} makes a value without a name: export the model anew.");
        if ((outer?.Sees(name) ?? false) || !scope.Add(name))
            throw new InvalidModelException($"The {where} makes '{name}', which is made already: give every value a name of its own.");
    }

    private OnnxValue Describe(ValueInfoProto value, string kind)
    {
        if (value.Type is null)
            throw new InvalidModelException(
                $"The {kind} '{value.Name}' has no type: export the model with the types of its inputs and outputs.");
        if (value.Type.ValueCase == TypeProto.ValueOneofCase.TensorType)
        {
            var tensor = value.Type.TensorType;
            return new OnnxValue(value.Name, (OnnxElementType)tensor.ElemType, tensor.Shape?.Dim.Select(Dimension).ToArray());
        }

        if (!_limits.Allow.HasFlag(OnnxRisks.NonTensors))
            throw new InvalidModelException(
                $"The {kind} '{value.Name}' is no dense tensor: export the model with tensors, or allow "
                + $"{OnnxRisks.NonTensors} by {nameof(OnnxLimits)}.{nameof(OnnxLimits.Allow)}.");
        return new OnnxValue(value.Name, OnnxElementType.None, null);
    }

    private static OnnxDimension Dimension(TensorShapeProto.Types.Dimension dimension) =>
        dimension.HasDimValue ? OnnxDimension.Fixed(dimension.DimValue)
        : dimension.DimParam.Length > 0 ? OnnxDimension.Symbolic(dimension.DimParam) : default;

    private void CheckType(TypeProto type, string where)
    {
        switch (type.ValueCase)
        {
            case TypeProto.ValueOneofCase.TensorType or TypeProto.ValueOneofCase.SparseTensorType:
                var tensor = type.ValueCase == TypeProto.ValueOneofCase.TensorType ? type.TensorType : type.SparseTensorType;
                OnnxTensors.ElementType(tensor.ElemType, where);
                if (tensor.Shape is { } shape) _tensors.Elements(Sizes(shape, open: 1), where);
                break;
            case TypeProto.ValueOneofCase.SequenceType when type.SequenceType.ElemType is { } element:
                CheckType(element, where);
                break;
            case TypeProto.ValueOneofCase.OptionalType when type.OptionalType.ElemType is { } element:
                CheckType(element, where);
                break;
            case TypeProto.ValueOneofCase.MapType when type.MapType.ValueType is { } element:
                OnnxTensors.ElementType(type.MapType.KeyType, where);
                CheckType(element, where);
                break;
            default:
                throw new InvalidModelException($"The {where} has an unknown or half a type: export the model anew.");
        }
    }

    private static long[]? ShapeOf(TypeProto type) =>
        type.ValueCase == TypeProto.ValueOneofCase.TensorType && type.TensorType.Shape is { } shape
            ? Sizes(shape, OnnxNode.Open)
            : null;

    private static long[] Sizes(TensorShapeProto shape, long open) =>
        [.. shape.Dim.Select(dimension => dimension.HasDimValue ? dimension.DimValue : open)];
}
