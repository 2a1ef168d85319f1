using System.Diagnostics;

namespace Mixtape.Learning.Neural;

/// <summary>
/// One step on a <see cref="Tape"/>: computes its output from its inputs, and the gradients of its inputs from that of its output. All
/// memory is taken when it is made; <see cref="Forward"/> and <see cref="Backward"/> allocate nothing.
/// </summary>
public abstract class Operation
{
    private readonly Tensor[] _inputs;
    private readonly bool[] _accumulates;

    /// <summary>Takes the output's memory.</summary>
    /// <param name="tape">Where it will be recorded.</param>
    /// <param name="name">The layer's name, for messages, summaries and the exported node.</param>
    /// <param name="inputs">What it reads; those that stand on a tape stand on this one.</param>
    /// <param name="shape">The output's axes.</param>
    /// <exception cref="ArgumentException">An input stands on another tape, or the shape is empty.</exception>
    private protected Operation(Tape tape, string name, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Dimension> shape)
    {
        (Tape, Name, _inputs, _accumulates) = (tape, name, inputs.ToArray(), new bool[inputs.Length]);
        foreach (var input in inputs)
        {
            if (input.OnTape is { } other && other != tape)
                throw new ArgumentException($"'{name}' reads '{input.Name}', which stands on another tape: record both on one.");
        }

        Output = new Tensor(tape, name, shape, tape.IsTraining && Array.Exists(_inputs, input => input.RequiresGradient));
    }

    /// <summary>Where it is recorded.</summary>
    public Tape Tape { get; }

    /// <summary>The layer's name.</summary>
    public string Name { get; }

    /// <summary>What it reads.</summary>
    public ReadOnlySpan<Tensor> Inputs => _inputs;

    /// <summary>What it computes.</summary>
    public Tensor Output { get; }

    /// <summary>Time spent in <see cref="Forward"/> so far.</summary>
    public TimeSpan ForwardTime => Stopwatch.GetElapsedTime(0, ForwardTicks);

    /// <summary>Time spent in <see cref="Backward"/> so far.</summary>
    public TimeSpan BackwardTime => Stopwatch.GetElapsedTime(0, BackwardTicks);

    /// <summary>The same in ticks of <see cref="Stopwatch"/>, which are finer than those of <see cref="TimeSpan"/>.</summary>
    internal long ForwardTicks { get; set; }

    /// <inheritdoc cref="ForwardTicks"/>
    internal long BackwardTicks { get; set; }

    /// <summary>Computes the output.</summary>
    internal abstract void Forward();

    /// <summary>
    /// Adds to the gradient of each input that has one, in the order of the inputs: where <see cref="Accumulates"/> says so, onto what
    /// stands there, else over it.
    /// </summary>
    internal abstract void Backward();

    /// <summary>Adds what it computes to a graph, as nodes of standard operators.</summary>
    /// <returns>The graph's name of the output.</returns>
    internal virtual string Export(GraphExport export) => throw new InvalidOperationException(
        $"'{Name}' is for training alone: export a tape that is recorded without it.");

    /// <summary>Whether an input's gradient holds a part from a later step already; if not, what stands there is stale.</summary>
    private protected bool Accumulates(int input) => _accumulates[input];

    internal void SetAccumulates(int input, bool value) => _accumulates[input] = value;
}
