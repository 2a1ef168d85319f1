using Mixtape.Learning.Neural;
using Mixtape.Learning.Neural.Layers;

namespace Mixtape.Learning.Regression;

/// <summary>
/// The sum of a linear map and of hidden layers, if there are any. The hidden layers' share starts as zero: training begins where the best
/// line ends, and only has to learn what is bent.
/// </summary>
internal sealed class RegressionNetwork
{
    private readonly Dense _linear;
    private readonly Sequential? _bent;

    /// <summary>Makes the parameters; the linear map is zero until it is set.</summary>
    public RegressionNetwork(int inputs, IReadOnlyList<int> hidden, int outputs, ulong seed)
    {
        (Inputs, Hidden, Outputs) = (inputs, hidden, outputs);
        _linear = new Dense("linear", inputs, outputs);
        if (hidden.Count > 0)
        {
            List<Layer> layers = [];
            for (var i = 0; i < hidden.Count; i++)
            {
                layers.Add(new Dense($"hidden.{i + 1}", i == 0 ? inputs : hidden[i - 1], hidden[i]));
                layers.Add(new Activation($"hidden.{i + 1}.activation", ActivationFunction.Elu));
            }

            layers.Add(new Dense("last", hidden[^1], outputs, hasBias: false));
            _bent = new Sequential("bent", layers);
        }

        Network = _bent is null ? new Network(seed, _linear) : new Network(seed, _linear, _bent);
        foreach (var parameter in _linear.Parameters) parameter.Values.Clear();
        if (_bent is not null) _bent.Parameters[^1].Values.Clear();
    }

    public int Inputs { get; }

    public IReadOnlyList<int> Hidden { get; }

    public int Outputs { get; }

    public Network Network { get; }

    /// <summary>Sets the linear map: weight [inputs x outputs], bias [outputs].</summary>
    public void StartFrom(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias)
    {
        weight.CopyTo(_linear.Parameters[0].Values);
        bias.CopyTo(_linear.Parameters[1].Values);
    }

    /// <summary>Takes another's linear map.</summary>
    public void StartFrom(RegressionNetwork other) =>
        StartFrom(other._linear.Parameters[0].Values, other._linear.Parameters[1].Values);

    public Tensor Apply(Tensor scaled) =>
        _bent is null ? _linear.Apply(scaled) : Join.Add("sum", _linear.Apply(scaled), _bent.Apply(scaled));
}
