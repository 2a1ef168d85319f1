using Mixtape.Learning.Neural.Operations;

namespace Mixtape.Learning.Neural.Layers;

/// <summary>A learned vector for each of some things, looked up by number. Starts normal with variance 1 / width.</summary>
public sealed class Embedding : Module
{
    private readonly Parameter _table;

    /// <summary>Makes its table.</summary>
    /// <param name="name">Unique in its network.</param>
    /// <param name="count">How many things.</param>
    /// <param name="width">Numbers of each vector.</param>
    public Embedding(string name, int count, int width)
        : base(name)
    {
        _table = new Parameter($"{name}.table", [count, width], Initializer.Gaussian(1 / Math.Sqrt(width)));
    }

    /// <summary>The table [count x width].</summary>
    public override IReadOnlyList<Parameter> Parameters => [_table];

    /// <summary>[...] numbers from 0 to count - 1 to [... x width]; any other number fails the step.</summary>
    public Tensor Apply(IndexTensor input) => input.Tape.Record(new EmbeddingOperation(Name, input, _table));
}
