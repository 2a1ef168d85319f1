using Mixtape.Learning.Neural.Operations;

namespace Mixtape.Learning.Neural;

/// <summary>One tensor of several.</summary>
public static class Join
{
    /// <summary>The sum of two tensors of one shape, as in a residual connection.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Tensor Add(string name, Tensor x, Tensor y) => x.Tape.Record(new SumOperation(x.Tape, name, x, y));

    /// <summary>Several tensors one after the other along the last axis; the other axes are the same.</summary>
    /// <exception cref="ArgumentException">The other axes differ, or there is nothing to join.</exception>
    public static Tensor Concatenate(string name, params ReadOnlySpan<Tensor> parts)
    {
        if (parts.Length == 0) throw new ArgumentException($"'{name}' joins nothing.");
        return parts[0].Tape.Record(new ConcatenateOperation(name, parts));
    }
}
