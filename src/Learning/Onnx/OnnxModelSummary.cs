namespace Mixtape.Learning.Onnx;

/// <summary>What a verified model says of itself.</summary>
public sealed record OnnxModelSummary
{
    /// <summary>What a run needs; inputs that have a stored default are left out.</summary>
    public required IReadOnlyList<OnnxValue> Inputs { get; init; }

    /// <summary>What a run answers.</summary>
    public required IReadOnlyList<OnnxValue> Outputs { get; init; }

    /// <summary>Version of the file format.</summary>
    public required int IrVersion { get; init; }

    /// <summary>Version of the standard operators.</summary>
    public required int Opset { get; init; }

    /// <summary>
    /// How many nodes there are of each operator, nested graphs included, in ordinal order. Other domains' operators
    /// carry the domain before a dot.
    /// </summary>
    public required IReadOnlyDictionary<string, int> Operators { get; init; }

    /// <summary>Elements in all initializers; a sparse one counts the elements that it stores.</summary>
    public required long Parameters { get; init; }

    /// <summary>Bytes of those elements in memory; for text its bytes of UTF-8.</summary>
    public required long ParameterBytes { get; init; }

    /// <summary>The program that wrote the file, or an empty string.</summary>
    public required string Producer { get; init; }

    /// <summary>Keys and values that the writer added, in ordinal order.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }
}
