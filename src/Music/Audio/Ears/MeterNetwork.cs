using Mixtape.Learning.Neural;
using Mixtape.Learning.Neural.Layers;
using Mixtape.Music.Audio.Rhythm;

namespace Mixtape.Music.Audio.Ears;

/// <summary>
/// Tells the beats of a bar from how much a song is like itself some beats later (see <see cref="BeatSimilarity"/>). It is a network of its
/// own, because beats must be known first, which <see cref="EarsNetwork"/> tells.
/// </summary>
internal sealed class MeterNetwork
{
    /// <summary>Names of the input and the output of the exported model.</summary>
    public const string Similarity = "similarity", Meter = "meter";

    /// <summary>Key of how common the meters were that it learned from, in the exported model's metadata.</summary>
    public const string Shares = "shares";

    private readonly Sequential _layers = new(
        "meter",
        new BatchNormalization("meter.input", BeatSimilarity.Count),
        new Dropout("meter.dropout", 0.2),
        new Dense("meter.1", BeatSimilarity.Count, 128), new Activation("meter.1.relu", ActivationFunction.Relu),
        new Dropout("meter.1.dropout", 0.4),
        new Dense("meter.2", 128, 64), new Activation("meter.2.relu", ActivationFunction.Relu),
        new Dropout("meter.2.dropout", 0.4),
        new Dense("meter.3", 64, MeterEstimator.Meters.Length));

    /// <summary>Makes its parameters.</summary>
    /// <param name="seed">Of their starts.</param>
    public MeterNetwork(ulong seed) => Network = new Network(seed, _layers);

    /// <summary>All parameters.</summary>
    public Network Network { get; }

    /// <summary>Logits [batch x meters] of similarities [batch x <see cref="BeatSimilarity.Count"/>].</summary>
    public Tensor Apply(Tensor similarity) => _layers.Apply(similarity);
}
