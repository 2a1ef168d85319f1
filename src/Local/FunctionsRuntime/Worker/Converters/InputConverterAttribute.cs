namespace Microsoft.Azure.Functions.Worker.Converters;

/// <summary>Names what converts a parameter's value. The local runtime knows the converter of FromBody alone.</summary>
/// <param name="converterType">The converter.</param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Class | AttributeTargets.Interface
    | AttributeTargets.Enum | AttributeTargets.Struct)]
public class InputConverterAttribute(Type converterType) : Attribute
{
    public Type ConverterType { get; } = converterType;
}
