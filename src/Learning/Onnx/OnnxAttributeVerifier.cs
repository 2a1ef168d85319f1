using Mixtape.Learning.Onnx.Format;
using static Mixtape.Learning.Onnx.Format.AttributeProto.Types;

namespace Mixtape.Learning.Onnx;

/// <summary>Checks the attributes of nodes, all but the graphs in them.</summary>
internal sealed class OnnxAttributeVerifier(OnnxTensors tensors)
{
    // An attribute of these must have its content; numbers and text may be left out when they are zero or empty.
    private const int Required = (1 << (int)AttributeType.Tensor) | (1 << (int)AttributeType.Graph)
        | (1 << (int)AttributeType.SparseTensor) | (1 << (int)AttributeType.TypeProto);

    /// <summary>
    /// Checks a node's attributes: named, no name twice, of one known type, holding what that type says and nothing
    /// else.
    /// </summary>
    /// <exception cref="InvalidModelException">One is not.</exception>
    public void Check(NodeProto node, string where)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var attribute in node.Attribute)
        {
            if (attribute.Name.Length == 0 || !names.Add(attribute.Name))
                throw new InvalidModelException(
                    $"The {where} has the attribute '{attribute.Name}' twice, or one without a name: export the model anew.");
            var place = $"attribute '{attribute.Name}' of {where}";
            if (attribute.RefAttrName.Length > 0)
                throw new InvalidModelException(
                    $"The {place} refers to an attribute of a function, and there are none: export the model without functions.");
            var present = Present(attribute);
            var own = 1 << (int)attribute.Type;
            if (attribute.Type == AttributeType.Undefined || (present & ~own) != 0 || (own & Required & ~present) != 0)
                throw new InvalidModelException($"The {place} does not hold what its type, {attribute.Type}, says: export the model anew.");

            if (attribute.T is not null) tensors.Check(attribute.T, place);
            foreach (var tensor in attribute.Tensors) tensors.Check(tensor, place);
            if (attribute.SparseTensor is not null) tensors.Check(attribute.SparseTensor, place);
            foreach (var tensor in attribute.SparseTensors) tensors.Check(tensor, place);
        }
    }

    // A bit for each type that the attribute has content of; an empty list cannot be told from none.
    private static int Present(AttributeProto attribute) =>
        Bit(AttributeType.Float, attribute.HasF)
        | Bit(AttributeType.Int, attribute.HasI)
        | Bit(AttributeType.String, attribute.HasS)
        | Bit(AttributeType.Tensor, attribute.T is not null)
        | Bit(AttributeType.Graph, attribute.G is not null)
        | Bit(AttributeType.SparseTensor, attribute.SparseTensor is not null)
        | Bit(AttributeType.TypeProto, attribute.Tp is not null)
        | Bit(AttributeType.Floats, attribute.Floats.Count > 0)
        | Bit(AttributeType.Ints, attribute.Ints.Count > 0)
        | Bit(AttributeType.Strings, attribute.Strings.Count > 0)
        | Bit(AttributeType.Tensors, attribute.Tensors.Count > 0)
        | Bit(AttributeType.Graphs, attribute.Graphs.Count > 0)
        | Bit(AttributeType.SparseTensors, attribute.SparseTensors.Count > 0)
        | Bit(AttributeType.TypeProtos, attribute.TypeProtos.Count > 0);

    private static int Bit(AttributeType type, bool present) => present ? 1 << (int)type : 0;
}
