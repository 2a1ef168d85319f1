using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Mixtape.Learning.Onnx;

/// <summary>
/// A model that was checked against its manifest and verified before ONNX Runtime loaded it. Runs models from floats and 64-bit integers to
/// floats. Any number of threads may run it at once; dispose of it when the last run has ended.
/// </summary>
public sealed class ModelSession : IDisposable
{
    private readonly ModelManifest _manifest;
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
    private readonly string[] _outputs;

    private ModelSession(ModelManifest manifest, OnnxModelSummary summary, InferenceSession session)
    {
        (_manifest, _session, Metadata) = (manifest, session, summary.Metadata);
        _outputs = [.. manifest.Outputs.Select(output => output.Name)];
    }

    /// <summary>The model's name.</summary>
    public string Name => _manifest.Name;

    /// <summary>What a run needs.</summary>
    public IReadOnlyList<OnnxValue> Inputs => _manifest.Inputs;

    /// <summary>What a run answers.</summary>
    public IReadOnlyList<OnnxValue> Outputs => _manifest.Outputs;

    /// <summary>Keys and values that the model's writer added.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Checks a model and loads it. The bytes may be changed afterwards.</summary>
    /// <param name="model">The model file.</param>
    /// <param name="manifest">What it must be.</param>
    /// <param name="limits">What is allowed in it; <see cref="OnnxLimits.Default"/> when null.</param>
    /// <param name="threads">Threads that share one run; 1 where several run at once anyway.</param>
    /// <exception cref="InvalidModelException">
    /// It is another file than the manifest's, is hostile or damaged, has inputs other than floats and 64-bit integers or outputs other
    /// than floats, or is refused by ONNX Runtime.
    /// </exception>
    public static ModelSession Open(ReadOnlyMemory<byte> model, ModelManifest manifest, OnnxLimits? limits = null, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        // A copy, so that what is loaded is what was checked.
        var bytes = model.ToArray();
        var summary = manifest.Check(bytes, limits);
        var odd = manifest.Inputs.FirstOrDefault(value => value.ElementType is not (OnnxElementType.Float or OnnxElementType.Int64))
            ?? manifest.Outputs.FirstOrDefault(value => value.ElementType != OnnxElementType.Float);
        if (odd is not null)
            throw new InvalidModelException(
                $"The model '{manifest.Name}' has '{odd}', and only floats and 64-bit integers go in here, and floats come out: cast it "
                + "inside the model.");
        // Errors come as exceptions; a hostile model shall not write to the log, nor idle threads spin.
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        try
        {
            return new ModelSession(manifest, summary, new InferenceSession(bytes, options));
        }
        catch (OnnxRuntimeException exception)
        {
            throw new InvalidModelException(
                $"ONNX Runtime does not load the model '{manifest.Name}': {exception.Message} Export it anew, with standard operators of "
                + $"set {OnnxGraph.Opset}.",
                exception);
        }
    }

    /// <summary>Runs the model.</summary>
    /// <param name="inputs">A value for each of <see cref="Inputs"/>, in any order.</param>
    /// <returns>All of <see cref="Outputs"/>, by name.</returns>
    /// <exception cref="ArgumentException">
    /// An input is missing, unknown, given twice, or of a shape that the model does not take.
    /// </exception>
    /// <exception cref="InvalidModelException">The model fails on inputs that fit its manifest.</exception>
    /// <exception cref="ObjectDisposedException">The session was disposed of.</exception>
    public IReadOnlyDictionary<string, ModelOutput> Run(params ReadOnlySpan<ModelInput> inputs)
    {
        CheckInputs(inputs);
        var names = new string[inputs.Length];
        var values = new OrtValue[inputs.Length];
        var made = 0;
        try
        {
            for (; made < inputs.Length; made++)
            {
                var input = inputs[made];
                names[made] = input.Name;
                values[made] = input.ElementType == OnnxElementType.Int64
                    ? Tensor(input.Indices, input.Shape)
                    : Tensor(input.Values, input.Shape);
            }

            using var outputs = _session.Run(_options, names, values, _outputs);
            var answer = new Dictionary<string, ModelOutput>(_outputs.Length, StringComparer.Ordinal);
            for (var i = 0; i < _outputs.Length; i++)
            {
                answer[_outputs[i]] = new ModelOutput(
                    outputs[i].GetTensorDataAsSpan<float>().ToArray(),
                    Array.ConvertAll(outputs[i].GetTensorTypeAndShape().Shape, size => checked((int)size)));
            }

            return answer;
        }
        catch (OnnxRuntimeException exception)
        {
            throw new InvalidModelException(
                $"The model '{Name}' fails on inputs that fit its manifest: {exception.Message} Check the numbers that go in, "
                + "such as indices beyond their table, or export it anew.",
                exception);
        }
        finally
        {
            for (var i = 0; i < made; i++) values[i].Dispose();
        }
    }

    /// <summary>Frees the model's memory.</summary>
    public void Dispose()
    {
        _session.Dispose();
        _options.Dispose();
    }

    private static OrtValue Tensor<T>(ReadOnlyMemory<T> numbers, int[] shape)
        where T : unmanaged =>
        OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, MemoryMarshal.AsMemory(numbers), Array.ConvertAll(shape, size => (long)size));

    private void CheckInputs(ReadOnlySpan<ModelInput> inputs)
    {
        var open = new Dictionary<string, int>(StringComparer.Ordinal);
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (var input in inputs)
        {
            var wanted = Inputs.FirstOrDefault(value => value.Name == input.Name)
                ?? throw new ArgumentException(
                    $"The model '{Name}' has no input '{input.Name}': it takes {string.Join(", ", Inputs)}.", nameof(inputs));
            if (!given.Add(input.Name))
                throw new ArgumentException($"The input '{input.Name}' is given twice: give each once.", nameof(inputs));
            if (input.ElementType != wanted.ElementType)
                throw new ArgumentException(
                    $"The model '{Name}' takes {wanted}, but '{input.Name}' is {input.ElementType}.", nameof(inputs));
            if (!Fits(input.Shape, wanted.Dimensions, open))
                throw new ArgumentException(
                    $"The model '{Name}' takes {wanted}, but '{input.Name}' is [{string.Join(", ", input.Shape)}]: give it that shape, "
                    + "open dimensions of one name alike.",
                    nameof(inputs));
            var count = input.Shape.Aggregate(1L, (product, size) => Math.Min(product * size, int.MaxValue));
            if (count != input.Length)
                throw new ArgumentException(
                    $"'{input.Name}' is [{string.Join(", ", input.Shape)}], which takes {count} numbers, but has "
                    + $"{input.Length}.",
                    nameof(inputs));
        }

        if (Inputs.FirstOrDefault(value => !given.Contains(value.Name)) is { } missing)
            throw new ArgumentException($"The model '{Name}' also needs {missing}.", nameof(inputs));
    }

    /// <summary>Whether a shape is one that the model declares; notes what its open dimensions stand for.</summary>
    private static bool Fits(int[] shape, IReadOnlyList<OnnxDimension>? dimensions, Dictionary<string, int> open)
    {
        if (Array.Exists(shape, size => size < 1)) return false;
        if (dimensions is null) return true;
        if (shape.Length != dimensions.Count) return false;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            if (dimensions[axis].Size is { } size ? size != shape[axis]
                : dimensions[axis].Name is { } name && !open.TryAdd(name, shape[axis]) && open[name] != shape[axis])
                return false;
        }

        return true;
    }
}
