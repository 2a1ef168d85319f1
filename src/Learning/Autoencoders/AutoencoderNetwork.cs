using Mixtape.Learning.Neural;
using Mixtape.Learning.Neural.Layers;

namespace Mixtape.Learning.Autoencoders;

/// <summary>
/// Encoder and decoder, each the sum of a linear map and hidden layers. The linear maps start as the principal components and the hidden
/// layers' contributions as zero: training begins where the best linear code ends, and only has to learn what is bent.
/// </summary>
internal sealed class AutoencoderNetwork
{
    private readonly Half _encoder;
    private readonly Half _decoder;

    public AutoencoderNetwork(int columns, AutoencoderOptions options, PrincipalComponents start)
    {
        _encoder = new Half("encoder", columns, options.Hidden, options.CodeWidth, options.Activation);
        _decoder = new Half("decoder", options.CodeWidth, [.. options.Hidden.Reverse()], columns, options.Activation);
        Network = new Network(options.Seed, [.. _encoder.Layers, .. _decoder.Layers]);
        var width = options.CodeWidth;
        var (into, outOf) = (new float[columns * width], new float[width * columns]);
        var (shift, mean) = (new float[width], new float[columns]);
        for (var i = 0; i < width; i++)
        {
            var along = 0.0;
            for (var j = 0; j < columns; j++)
            {
                var entry = start.Directions[i * columns + j];
                into[j * width + i] = outOf[i * columns + j] = (float)entry;
                along += entry * start.Mean[j];
            }

            shift[i] = (float)-along;
        }

        for (var j = 0; j < columns; j++) mean[j] = (float)start.Mean[j];
        _encoder.Start(into, shift);
        _decoder.Start(outOf, mean);
    }

    public Network Network { get; }

    /// <summary>Codes [batch x width] of scaled rows [batch x columns].</summary>
    public Tensor Encode(Tensor scaled) => _encoder.Apply(scaled);

    /// <summary>Scaled rows of codes.</summary>
    public Tensor Decode(Tensor codes) => _decoder.Apply(codes);

    private sealed class Half
    {
        private readonly string _name;
        private readonly Dense _linear;
        private readonly Sequential? _hidden;
        private readonly Dense? _last;

        public Half(string name, int inputs, IReadOnlyList<int> hidden, int outputs, ActivationFunction activation)
        {
            (_name, _linear) = (name, new Dense($"{name}.linear", inputs, outputs));
            if (hidden.Count == 0) return;
            List<Layer> layers = [];
            for (var i = 0; i < hidden.Count; i++)
            {
                layers.Add(new Dense($"{name}.{i + 1}", i == 0 ? inputs : hidden[i - 1], hidden[i]));
                layers.Add(new Activation($"{name}.{i + 1}.activation", activation));
            }

            layers.Add(_last = new Dense($"{name}.last", hidden[^1], outputs, hasBias: false));
            _hidden = new Sequential($"{name}.hidden", layers);
        }

        public IReadOnlyList<Module> Layers => _hidden is null ? [_linear] : [_linear, _hidden];

        public void Start(float[] weight, float[] bias)
        {
            weight.CopyTo(_linear.Parameters[0].Values);
            bias.CopyTo(_linear.Parameters[1].Values);
            _last?.Parameters[0].Values.Clear();
        }

        public Tensor Apply(Tensor input) =>
            _hidden is null ? _linear.Apply(input) : Join.Add(_name, _linear.Apply(input), _hidden.Apply(input));
    }
}
