using Mixtape.Learning.Neural.Operations;

namespace Mixtape.Learning.Neural.Layers;

/// <summary>A fully connected layer over the last axis: [... x inputs] to [... x outputs], y = x W + b. Starts after Glorot.</summary>
public sealed class Dense : Layer
{
    private readonly Parameter _weight;
    private readonly Parameter? _bias;

    /// <summary>Makes its parameters.</summary>
    /// <param name="name">Unique in its network.</param>
    /// <param name="inputs">Length of the last axis that comes in.</param>
    /// <param name="outputs">Length of the last axis that goes out.</param>
    /// <param name="hasBias">False where what follows subtracts a mean anyway.</param>
    public Dense(string name, int inputs, int outputs, bool hasBias = true)
        : base(name)
    {
        _weight = new Parameter($"{name}.weight", [inputs, outputs], Initializer.Glorot(inputs, outputs)) { Decays = true };
        _bias = hasBias ? new Parameter($"{name}.bias", [outputs], Initializer.Zeros) : null;
    }

    /// <summary>The weight [inputs x outputs], and the bias [outputs].</summary>
    public override IReadOnlyList<Parameter> Parameters => _bias is null ? [_weight] : [_weight, _bias];

    /// <inheritdoc/>
    public override Tensor Apply(Tensor input)
    {
        if (input.Rank == 0 || input.Size(-1) != _weight.Size(0)) throw Unfit(input, $"a last axis of {_weight.Size(0)}");
        if (input.Shape[^1].Symbol is not null) throw Unfit(input, "a last axis of a fixed length: pool open ones before Flatten");
        return input.Tape.Record(new LinearOperation(Name, input, _weight, _bias));
    }
}
