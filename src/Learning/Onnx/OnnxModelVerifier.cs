using Google.Protobuf;
using Mixtape.Learning.Onnx.Format;

namespace Mixtape.Learning.Onnx;

/// <summary>
/// Stands between a model file of unknown origin and native code: refuses what is damaged, hostile or too large before
/// ONNX Runtime sees a byte of it. Time and memory are bounded by the file's size and the limits. Safe for concurrent use.
/// <para>
/// It does not promise that a model loads or is any good. ONNX Runtime may still reject one, as the numbers, types and
/// shapes of each operator's inputs are not checked here. Nor does it bound a run: activations whose sizes follow from
/// inputs, or from numbers that the model computes, can be larger than any limit.
/// </para>
/// <para>
/// Some numbers do not make ONNX Runtime reject a model but end the process. Those that attributes and constants hold are
/// refused: attributes that it divides by or takes for sizes, and arguments and windows that would leave less than nothing of
/// an axis, as far as sizes follow from the file through the operators that models are mostly made of. What remains is a
/// size that becomes negative behind another operator, or by an argument that the model computes, which optimizations work
/// out while it loads (with them off it is an error of the run); and what only a run shows, such as a whole number divided
/// by a computed 0, or an empty or misshapen input of TopK, DFT or LSTM. Who runs models of strangers therefore runs them in
/// a process of their own, and bounds its memory and time.
/// </para>
/// </summary>
public static class OnnxModelVerifier
{
    private const int OldestIrVersion = 3, NewestIrVersion = 10;

    /// <summary>Checks a model.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="limits">What is allowed; <see cref="OnnxLimits.Default"/> when null.</param>
    /// <returns>What the model says of itself.</returns>
    /// <exception cref="InvalidModelException">Something does not hold; the message says what, where, and the remedy.</exception>
    public static OnnxModelSummary Verify(ReadOnlySpan<byte> bytes, OnnxLimits? limits = null)
    {
        limits ??= OnnxLimits.Default;
        var model = Parse(bytes, limits);
        if (model.IrVersion is < OldestIrVersion or > NewestIrVersion)
            throw new InvalidModelException(
                $"The model is of IR version {model.IrVersion}, and {OldestIrVersion} to {NewestIrVersion} are known: "
                + "export it with one of these.");
        if (model.Functions.Count > 0)
            throw new InvalidModelException("The model brings functions of its own: export it with them inlined.");
        if (model.TrainingInfo.Count > 0)
            throw new InvalidModelException("The model brings a training algorithm: export it for inference alone.");

        var opsets = Opsets(model, limits);
        if (model.Graph is not { } graph)
            throw new InvalidModelException("The model has no graph: the file is cut short; copy or export it again.");
        var verifier = new OnnxGraphVerifier(limits, model.IrVersion, opsets);
        var (inputs, outputs) = verifier.Verify(graph);
        return new OnnxModelSummary
        {
            Inputs = inputs,
            Outputs = outputs,
            IrVersion = (int)model.IrVersion,
            Opset = (int)opsets[""],
            Operators = verifier.Operators,
            Parameters = verifier.Parameters,
            ParameterBytes = verifier.ParameterBytes,
            Producer = model.ProducerName,
            Metadata = Metadata(model),
        };
    }

    private static ModelProto Parse(ReadOnlySpan<byte> bytes, OnnxLimits limits)
    {
        if (bytes.IsEmpty) throw new InvalidModelException("The model file is empty: copy or export it again.");
        if (bytes.Length > limits.MaximumBytes)
            throw new InvalidModelException(
                $"The model has {bytes.Length} bytes, and {limits.MaximumBytes} are allowed: make it smaller, or raise "
                + $"{nameof(OnnxLimits)}.{nameof(OnnxLimits.MaximumBytes)}.");
        OnnxWireScan.Check(bytes, limits);
        try
        {
            return ModelProto.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new InvalidModelException($"The model is damaged: {exception.Message} Copy or export it again.", exception);
        }
    }

    private static Dictionary<string, long> Opsets(ModelProto model, OnnxLimits limits)
    {
        var opsets = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var opset in model.OpsetImport)
        {
            var domain = OnnxOperators.Normalize(opset.Domain);
            var (oldest, newest) = domain switch
            {
                "" => (limits.MinimumOpset, OnnxOperators.NewestOpset),
                OnnxOperators.LearningDomain => (1, OnnxOperators.NewestLearningOpset),
                OnnxOperators.MicrosoftDomain when limits.Allow.HasFlag(OnnxRisks.MicrosoftOperators) => (1, 1),
                OnnxOperators.MicrosoftDomain => throw new InvalidModelException(
                    "The model imports ONNX Runtime's own operators: export it with standard ones, or allow "
                    + $"{OnnxRisks.MicrosoftOperators} by {nameof(OnnxLimits)}.{nameof(OnnxLimits.Allow)}."),
                _ => throw new InvalidModelException(
                    $"The model imports operators of the domain '{opset.Domain}': export it with standard operators only."),
            };
            if (opset.Version < oldest || opset.Version > newest)
                throw new InvalidModelException(
                    $"The model imports version {opset.Version} of the operators of '{opset.Domain}', and {oldest} to "
                    + $"{newest} are known: export it with one of these.");
            if (!opsets.TryAdd(domain, opset.Version))
                throw new InvalidModelException($"The model imports the operators of '{opset.Domain}' twice: export it anew.");
        }

        if (!opsets.ContainsKey(""))
            throw new InvalidModelException(
                "The model does not say which set of standard operators it uses: the file is cut short or very old; export it anew.");
        return opsets;
    }

    private static SortedDictionary<string, string> Metadata(ModelProto model)
    {
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in model.MetadataProps)
        {
            if (!metadata.TryAdd(entry.Key, entry.Value))
                throw new InvalidModelException($"The model has the metadata '{entry.Key}' twice: remove one.");
        }

        return metadata;
    }
}
