using Mixtape.Learning.Neural.Operations;

namespace Mixtape.Learning.Neural.Layers;

/// <summary>
/// A gated recurrent unit along the second axis (Cho et al. 2014; the reset gate acts after the recurrent product): from
/// [batch x time x inputs] to the states [batch x time x hidden], each step's
/// <code>
/// z = sigmoid(x Wz + h Rz + bz + cz),  r = sigmoid(x Wr + h Rr + br + cr),  n = tanh(x Wn + bn + r (h Rn + cn)),  h' = (1 - z) n + z h.
/// </code>
/// The state before the first step is zero, or what is given. Sequences of several lengths in one batch are padded at their ends, where
/// the padding sways no step before it; its steps get weight 0 in the loss.
/// </summary>
public sealed class Gru : Layer
{
    private readonly Parameter _weight;
    private readonly Parameter _recurrent;
    private readonly Parameter _bias;
    private readonly Parameter _recurrentBias;

    /// <summary>Makes its parameters, uniform within 1 / sqrt(hidden).</summary>
    /// <param name="name">Unique in its network.</param>
    /// <param name="inputs">Numbers that come in at each step.</param>
    /// <param name="hidden">Numbers of the state.</param>
    public Gru(string name, int inputs, int hidden)
        : base(name)
    {
        var start = Initializer.Uniform(1 / Math.Sqrt(hidden));
        _weight = new Parameter($"{name}.weight", [inputs, 3 * hidden], start) { Decays = true };
        _recurrent = new Parameter($"{name}.recurrent", [hidden, 3 * hidden], start) { Decays = true };
        _bias = new Parameter($"{name}.bias", [3 * hidden], start);
        _recurrentBias = new Parameter($"{name}.recurrent-bias", [3 * hidden], start);
    }

    /// <summary>W [inputs x 3 hidden], R [hidden x 3 hidden], b and c [3 hidden]: columns of z, then of r, then of n.</summary>
    public override IReadOnlyList<Parameter> Parameters => [_weight, _recurrent, _bias, _recurrentBias];

    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => Apply(input, null);

    /// <summary>As <see cref="Apply(Tensor)"/>, from a state to start with.</summary>
    /// <param name="input">[batch x time x inputs].</param>
    /// <param name="start">[batch x hidden]; zeros when null.</param>
    public Tensor Apply(Tensor input, Tensor? start)
    {
        if (input.Rank != 3 || input.Size(2) != _weight.Size(0)) throw Unfit(input, $"[batch x time x {_weight.Size(0)}]");
        if (start is not null && (start.Rank != 2 || start.Size(0) != input.Size(0) || start.Size(1) != _recurrent.Size(0)))
            throw Unfit(start, $"a start [{input.Size(0)} x {_recurrent.Size(0)}]");
        return input.Tape.Record(new GruOperation(Name, input, start, _weight, _recurrent, _bias, _recurrentBias));
    }
}
