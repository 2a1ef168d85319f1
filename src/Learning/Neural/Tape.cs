using System.Diagnostics;
using Mixtape.Learning.Onnx;
using Mixtape.Numerics;

namespace Mixtape.Learning.Neural;

/// <summary>
/// A computation written down once and played many times (reverse-mode differentiation; Griewank and Walther 2008): layers record
/// operations for one batch size; then each step fills the inputs, plays <see cref="Forward"/>, and <see cref="Backward"/> from the loss.
/// Recording takes all memory that a step needs, so that steps allocate nothing. Same inputs and parameters give the same bytes, whatever
/// the team's size. Not safe for concurrent use; tapes that share parameters take turns.
/// </summary>
public sealed class Tape
{
    private readonly List<Operation> _operations = [];
    private readonly List<Tensor> _inputs = [];
    private readonly List<IndexTensor> _indices = [];
    private readonly List<Parameter> _parameters = [];
    private readonly List<Operation> _backward = [];
    private readonly List<Parameter> _unreached = [];
    private (Tensor? Loss, int Operations) _planned;

    /// <summary>An empty tape.</summary>
    /// <param name="team">The threads that operations share; the caller disposes of it after the last step.</param>
    /// <param name="isTraining">Whether there will be gradients, dropout drops, and batch norms measure.</param>
    /// <param name="seed">Of what is random on it, together with <see cref="Step"/>.</param>
    public Tape(ThreadTeam team, bool isTraining = false, ulong seed = 0) => (Team, IsTraining, Seed) = (team, isTraining, seed);

    /// <summary>The threads that operations share.</summary>
    public ThreadTeam Team { get; }

    /// <summary>Whether there are gradients, dropout drops, and batch norms measure.</summary>
    public bool IsTraining { get; }

    /// <summary>Of what is random on it, together with <see cref="Step"/>.</summary>
    public ulong Seed { get; }

    /// <summary>
    /// The number of the step, set before <see cref="Forward"/>: random choices follow from it, so that a step can be repeated.
    /// </summary>
    public long Step { get; set; }

    /// <summary>The steps, in the order in which they are computed.</summary>
    public IReadOnlyList<Operation> Operations => _operations;

    /// <summary>The inputs of numbers.</summary>
    public IReadOnlyList<Tensor> Inputs => _inputs;

    /// <summary>The inputs of whole numbers.</summary>
    public IReadOnlyList<IndexTensor> Indices => _indices;

    /// <summary>The parameters that operations read, in the order of first use.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>An input of numbers, to be filled before <see cref="Forward"/>.</summary>
    public Tensor Input(string name, params ReadOnlySpan<Dimension> shape)
    {
        var input = new Tensor(this, name, shape, requiresGradient: false);
        _inputs.Add(input);
        return input;
    }

    /// <summary>An input of whole numbers, to be filled before <see cref="Forward"/>.</summary>
    public IndexTensor IndexInput(string name, params ReadOnlySpan<Dimension> shape)
    {
        var input = new IndexTensor(this, name, shape);
        _indices.Add(input);
        return input;
    }

    /// <summary>Adds an operation at the end, and returns its output.</summary>
    public Tensor Record(Operation operation)
    {
        if (operation.Tape != this) throw new ArgumentException($"'{operation.Name}' was made for another tape.");
        _operations.Add(operation);
        foreach (var input in operation.Inputs)
        {
            if (input is Parameter parameter && !_parameters.Contains(parameter)) _parameters.Add(parameter);
        }

        return operation.Output;
    }

    /// <summary>Computes every operation's output from what the inputs and parameters hold.</summary>
    public void Forward()
    {
        foreach (var operation in _operations)
        {
            var start = Stopwatch.GetTimestamp();
            operation.Forward();
            operation.ForwardTicks += Stopwatch.GetTimestamp() - start;
        }
    }

    /// <summary>
    /// Computes the gradient of <paramref name="loss"/> by every parameter of the tape, after <see cref="Forward"/>; parameters that the
    /// loss does not depend on get zeros. May be repeated, with another loss too, which takes a little memory at each change.
    /// </summary>
    /// <exception cref="ArgumentException">The loss is not one number of this tape, or depends on no parameter.</exception>
    /// <exception cref="InvalidOperationException">The tape is not for training.</exception>
    public void Backward(Tensor loss)
    {
        if (_planned != (loss, _operations.Count)) Plan(loss);
        // Another tape that shares them may have left something.
        foreach (var parameter in _unreached) parameter.Gradient.Clear();
        loss.Gradient[0] = 1;
        foreach (var operation in _backward)
        {
            var start = Stopwatch.GetTimestamp();
            operation.Backward();
            operation.BackwardTicks += Stopwatch.GetTimestamp() - start;
        }
    }

    /// <summary>
    /// The tape as an ONNX model of standard operators (<see cref="OnnxGraph.Opset"/>): its inputs under their names and with their open
    /// dimensions, its parameters as they are now. ONNX Runtime computes from it what <see cref="Forward"/> does, within rounding.
    /// </summary>
    /// <param name="name">The graph's name.</param>
    /// <param name="outputs">What the model answers, under which names.</param>
    /// <param name="metadata">Keys and values for the file to carry along.</param>
    /// <exception cref="InvalidOperationException">The tape is for training, or has a loss on it.</exception>
    public byte[] ToOnnx(
        string name, IReadOnlyList<(string Name, Tensor Tensor)> outputs, IReadOnlyDictionary<string, string>? metadata = null)
    {
        if (IsTraining)
            throw new InvalidOperationException("This tape is for training: record another with isTraining: false to export it.");
        var export = new GraphExport(name, this);
        foreach (var (output, tensor) in outputs)
        {
            export.Graph.AddTo([output], "Identity", [export[tensor]]);
            export.Graph.Output(output, OnnxElementType.Float, GraphExport.Dimensions(tensor.Shape));
        }

        foreach (var (key, value) in metadata ?? new Dictionary<string, string>()) export.Graph.Metadata(key, value);
        return export.Graph.ToBytes();
    }

    /// <summary>
    /// The first operation whose output holds a number that is not finite, after <see cref="Forward"/>; or else the last one whose output's
    /// or parameters' gradient does, after <see cref="Backward"/>. Null when all are finite.
    /// </summary>
    public Operation? FindNonFinite() =>
        _operations.Find(operation => !Elementwise.AreFinite(operation.Output.Values)) ?? _backward.Find(HasNonFiniteGradient);

    /// <summary>The operation whose output holds the number that is greatest in size, after <see cref="Forward"/>.</summary>
    public Operation FindGreatest() => _operations.MaxBy(operation => operation.Output.Values.ToArray().Max(Math.Abs))!;

    private static bool HasNonFiniteGradient(Operation operation)
    {
        if (!Elementwise.AreFinite(operation.Output.Gradient)) return true;
        foreach (var input in operation.Inputs)
        {
            if (input is Parameter && !Elementwise.AreFinite(input.Gradient)) return true;
        }

        return false;
    }

    /// <summary>Which operations the loss depends on, last first, and who of them is the first to write a gradient.</summary>
    private void Plan(Tensor loss)
    {
        if (!IsTraining) throw new InvalidOperationException("This tape is not for training: make it with isTraining: true.");
        if (loss.OnTape != this || loss.Length != 1) throw new ArgumentException($"The loss {loss} is not one number of this tape.");
        if (!loss.RequiresGradient) throw new ArgumentException($"The loss {loss} depends on no parameter.");
        _backward.Clear();
        HashSet<Tensor> written = [loss];
        foreach (var operation in Enumerable.Reverse(_operations))
        {
            if (!operation.Output.RequiresGradient || !written.Contains(operation.Output)) continue;
            _backward.Add(operation);
            for (var i = 0; i < operation.Inputs.Length; i++)
            {
                if (operation.Inputs[i].RequiresGradient) operation.SetAccumulates(i, !written.Add(operation.Inputs[i]));
            }
        }

        _unreached.Clear();
        _unreached.AddRange(_parameters.Where(parameter => !written.Contains(parameter)));
        _planned = (loss, _operations.Count);
    }
}
