namespace Mixtape.Learning.Onnx;

/// <summary>What is refused in a model unless <see cref="OnnxLimits.Allow"/> names it.</summary>
[Flags]
public enum OnnxRisks
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>If, Loop, Scan and SequenceMap: the time of a run then depends on the data and may have no end.</summary>
    ControlFlow = 1,

    /// <summary>Operators that draw random numbers: two runs then differ.</summary>
    Random = 2,

    /// <summary>Inputs and outputs that are no dense tensors: sequences, maps, optionals, sparse tensors.</summary>
    NonTensors = 4,

    /// <summary>Operators that hand bytes to a decoder or a pattern to a matcher: ImageDecoder and RegexFullMatch.</summary>
    Parsers = 8,

    /// <summary>The operators of ONNX Runtime's own domain, com.microsoft, whose list the standard does not fix.</summary>
    MicrosoftOperators = 16,
}
