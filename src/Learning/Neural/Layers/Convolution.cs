using Mixtape.Learning.Neural.Operations;

namespace Mixtape.Learning.Neural.Layers;

/// <summary>What the convolutions over one and two axes share.</summary>
public abstract class Convolution : Layer
{
    private readonly ConvolutionShape _shape;
    private readonly int _rank;
    private readonly Parameter _weight;
    private readonly Parameter? _bias;

    private protected Convolution(string name, ConvolutionShape shape, ReadOnlySpan<int> kernel, bool hasBias)
        : base(name)
    {
        shape.Validate(name);
        (_shape, _rank) = (shape, kernel.Length + 2);
        _weight = new Parameter(
            $"{name}.weight", [shape.Outputs, shape.Inputs, .. kernel], Initializer.He(shape.Inputs * shape.Kernel.Y * shape.Kernel.X))
        { Decays = true };
        _bias = hasBias ? new Parameter($"{name}.bias", [shape.Outputs], Initializer.Zeros) : null;
    }

    /// <summary>The kernels [outputs x inputs x kernel], and the bias [outputs].</summary>
    public override IReadOnlyList<Parameter> Parameters => _bias is null ? [_weight] : [_weight, _bias];

    /// <inheritdoc/>
    public override Tensor Apply(Tensor input)
    {
        if (input.Rank != _rank || input.Size(1) != _shape.Inputs)
            throw Unfit(input, $"[batch x {_shape.Inputs} x {(_rank == 3 ? "width" : "height x width")}]");
        foreach (var size in _shape.Output(Name, input))
        {
            if (size.Size < 1) throw Unfit(input, "an input at least as long as its kernels reach");
        }

        return input.Tape.Record(new ConvolutionOperation(Name, input, _shape, _weight, _bias));
    }
}
