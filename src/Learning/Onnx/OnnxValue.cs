using System.Text.Json.Serialization;

namespace Mixtape.Learning.Onnx;

/// <summary>An input or output of a model. Two are equal when name, type and every dimension are.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ElementType">Its elements; <see cref="OnnxElementType.None"/> where it is no dense tensor.</param>
/// <param name="Dimensions">Its shape; null where the model does not say even the number of dimensions.</param>
public sealed record OnnxValue(
    string Name,
    OnnxElementType ElementType,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] IReadOnlyList<OnnxDimension>? Dimensions)
{
    /// <inheritdoc/>
    public bool Equals(OnnxValue? other) =>
        other is not null && Name == other.Name && ElementType == other.ElementType
        && (Dimensions is null ? other.Dimensions is null : other.Dimensions is not null && Dimensions.SequenceEqual(other.Dimensions));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, ElementType, Dimensions?.Count);

    /// <summary>Such as <c>scores: Float[batch, 64]</c>.</summary>
    public override string ToString() => $"{Name}: {ElementType}[{(Dimensions is null ? "..." : string.Join(", ", Dimensions))}]";
}
