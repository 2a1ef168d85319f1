using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>
/// A model that is loaded, and runs. Any number of threads may run it at once; disposing it meanwhile lets those runs end
/// and refuses later ones with an <see cref="ObjectDisposedException"/>.
/// </summary>
public class InferenceSession : IDisposable
{
    private readonly SessionHandle _session;
    private readonly ModelPorts _inputs;
    private readonly ModelPorts _outputs;

    /// <summary>Outputs that are inputs themselves: their values share memory.</summary>
    private readonly string[] _passedThrough;

    /// <summary>Loads a model with the default options.</summary>
    /// <exception cref="OnnxRuntimeException">The bytes are not a model that ONNX Runtime takes.</exception>
    public InferenceSession(byte[] model)
        : this(model, options: null)
    {
    }

    /// <summary>Loads a model. The bytes and the options may be changed or disposed afterwards.</summary>
    /// <param name="model">An ONNX file's bytes. ONNX Runtime's loader is not made for hostile ones: verify those first.</param>
    /// <param name="options">How the session works; null is the default.</param>
    /// <exception cref="OnnxRuntimeException">The bytes are not a model that ONNX Runtime takes.</exception>
    /// <exception cref="DllNotFoundException">ONNX Runtime's native library is not there; the message says how to get it.</exception>
    public InferenceSession(byte[] model, SessionOptions? options)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var defaults = options is null ? new SessionOptions() : null;
        _session = new SessionHandle(model, options ?? defaults!);
        try
        {
            using var session = new Borrowed(_session);
            _inputs = ModelPorts.Inputs(session.Handle);
            _outputs = ModelPorts.Outputs(session.Handle);
            _passedThrough = [.. _outputs.Names.Intersect(_inputs.Names)];
            ModelMetadata = new ModelMetadata(session.Handle);
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    public ModelMetadata ModelMetadata { get; }

    public IReadOnlyDictionary<string, NodeMetadata> InputMetadata => _inputs.Metadata;

    public IReadOnlyDictionary<string, NodeMetadata> OutputMetadata => _outputs.Metadata;

    /// <summary>The inputs' names, in the model's order.</summary>
    public IReadOnlyList<string> InputNames => _inputs.Names;

    /// <summary>The outputs' names, in the model's order.</summary>
    public IReadOnlyList<string> OutputNames => _outputs.Names;

    /// <summary>Runs the model, and gives the outputs asked for, in that order.</summary>
    /// <exception cref="ArgumentException">There are not as many values as names, or one is null.</exception>
    /// <exception cref="OnnxRuntimeException">
    /// The model has no such input or output, lacks an input, refuses one's type or shape, or failed; or the run was terminated.
    /// </exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions runOptions,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames)
    {
        RequireValueEach(inputNames, inputValues, nameof(inputValues));
        ArgumentNullException.ThrowIfNull(outputNames);
        using var inputs = new BorrowedValues(inputValues, nameof(inputValues));
        var outputs = new nint[outputNames.Count];
        RunNative(runOptions, inputNames, inputs.Handles, outputNames, outputs);

        var handles = Array.ConvertAll(outputs, output => new ValueHandle(output));
        var results = new DisposableList<OrtValue>(handles.Length);
        try
        {
            foreach (var name in _passedThrough)
                KeepInput(name, inputNames, inputs.Owners, outputNames, handles);
            foreach (var handle in handles)
                results.Add(OrtValue.Own(handle));
            return results;
        }
        catch
        {
            Array.ForEach(handles, handle => handle.Dispose());
            throw;
        }
    }

    /// <inheritdoc cref="Run(RunOptions, IReadOnlyCollection{string}, IReadOnlyCollection{OrtValue}, IReadOnlyCollection{string})"/>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions runOptions,
        IReadOnlyDictionary<string, OrtValue> inputs,
        IReadOnlyCollection<string> outputNames)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var pairs = inputs.ToArray();
        return Run(
            runOptions, Array.ConvertAll(pairs, pair => pair.Key), Array.ConvertAll(pairs, pair => pair.Value), outputNames);
    }

    /// <summary>
    /// Runs the model into values that are there already, of the types and shapes that the model gives. Nothing but a few
    /// words per input and output is allocated: for models that run often.
    /// </summary>
    /// <exception cref="ArgumentException">There are not as many values as names, or one is null.</exception>
    /// <exception cref="OnnxRuntimeException">As above, or an output's type or shape is not what the model gives.</exception>
    public void Run(
        RunOptions runOptions,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames,
        IReadOnlyCollection<OrtValue> outputValues)
    {
        RequireValueEach(inputNames, inputValues, nameof(inputValues));
        RequireValueEach(outputNames, outputValues, nameof(outputValues));
        using var inputs = new BorrowedValues(inputValues, nameof(inputValues));
        using var outputs = new BorrowedValues(outputValues, nameof(outputValues));
        RunNative(runOptions, inputNames, inputs.Handles, outputNames, outputs.Handles);
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _session.Dispose();
    }

    private static void RequireValueEach(
        IReadOnlyCollection<string> names, IReadOnlyCollection<OrtValue> values, string parameterName)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(values, parameterName);
        if (names.Count != values.Count)
        {
            throw new ArgumentException(
                $"There are {names.Count} names, but {values.Count} values: give a value for each name.", parameterName);
        }
    }

    /// <summary>An input that is also an output must stay pinned for as long as either is there.</summary>
    private static void KeepInput(
        string name,
        IReadOnlyCollection<string> inputNames,
        ReadOnlySpan<ValueHandle> inputs,
        IReadOnlyCollection<string> outputNames,
        ValueHandle[] outputs)
    {
        var input = inputs[inputNames.ToList().IndexOf(name)];
        foreach (var (outputName, output) in outputNames.Zip(outputs))
        {
            if (outputName == name)
                output.ShareMemoryOf(input);
        }
    }

    private unsafe void RunNative(
        RunOptions runOptions,
        IReadOnlyCollection<string> inputNames,
        nint[] inputs,
        IReadOnlyCollection<string> outputNames,
        nint[] outputs)
    {
        ArgumentNullException.ThrowIfNull(runOptions);
        using var options = new Borrowed(runOptions);
        using var session = new Borrowed(_session);
        fixed (nint* namesIn = _inputs.Find(inputNames), namesOut = _outputs.Find(outputNames), valuesIn = inputs, valuesOut = outputs)
        {
            NativeStatus.Verify(NativeLibraryFile.Api->Run(
                session.Handle, options.Handle, namesIn, valuesIn, (nuint)inputs.Length, namesOut, (nuint)outputs.Length, valuesOut));
        }
        // They hold the names that the native code has read until now.
        GC.KeepAlive(this);
    }
}
