using Mixtape.Learning.Neural.Operations;

namespace Mixtape.Learning.Neural.Layers;

/// <summary>
/// Brings each channel of [batch x channels x ...] (or of [batch x channels]) to mean 0 and variance 1, then to a learned scale and shift
/// (Ioffe and Szegedy 2015). In training, mean and variance are the batch's; elsewhere, the running ones that training measured: after each
/// batch, running = 0.9 running + 0.1 batch, with the variance of n numbers divided by n - 1.
/// </summary>
public sealed class BatchNormalization : Layer
{
    private readonly Parameter _scale;
    private readonly Parameter _shift;
    private readonly Parameter _mean;
    private readonly Parameter _variance;

    /// <summary>Makes its parameters.</summary>
    /// <param name="name">Unique in its network.</param>
    /// <param name="channels">Length of the second axis.</param>
    public BatchNormalization(string name, int channels)
        : base(name)
    {
        _scale = new Parameter($"{name}.scale", [channels], Initializer.Ones);
        _shift = new Parameter($"{name}.shift", [channels], Initializer.Zeros);
        _mean = new Parameter($"{name}.mean", [channels], Initializer.Zeros, isTrainable: false);
        _variance = new Parameter($"{name}.variance", [channels], Initializer.Ones, isTrainable: false);
    }

    /// <summary>Scale, shift, running mean and running variance, each [channels].</summary>
    public override IReadOnlyList<Parameter> Parameters => [_scale, _shift, _mean, _variance];

    /// <inheritdoc/>
    public override Tensor Apply(Tensor input)
    {
        if (input.Rank < 2 || input.Size(1) != _scale.Length) throw Unfit(input, $"[batch x {_scale.Length} x ...]");
        if (input.Tape.IsTraining && input.Length == _scale.Length)
            throw Unfit(input, "more than one number a channel to measure a variance");
        return input.Tape.Record(new BatchNormalizationOperation(Name, input, _scale, _shift, _mean, _variance));
    }
}
