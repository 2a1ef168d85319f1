using Mixtape.Learning.Neural;
using Mixtape.Learning.Neural.Layers;

namespace Mixtape.Music.Audio.Ears;

/// <summary>
/// The network that hears. Mel frames go through 1-d convolutions along time to what sound there is; from there, long kernels look for
/// what comes again after a beat or a bar, and short ones for what it is made of; each is pooled over time by mean, maximum and root mean
/// square (van den Oord, Dieleman, Schrauwen 2013; the root mean square in place of the norm, which would grow with the clip). Harmony has
/// an ear of its own, because mel bands are wider than a semitone where melodies are: each of the twelve possible tonics sees the chroma
/// from where it stands, through the same weights, so what is learned in one key holds in all. Any clip length.
/// </summary>
internal sealed class EarsNetwork
{
    /// <summary>Width of the embedding.</summary>
    public const int EmbeddingWidth = 64;

    /// <summary>Names of the inputs and outputs of the exported model.</summary>
    public const string Mel = "mel", Chroma = "chroma", Tempo = "tempo", Key = "key", Genre = "genre", Embedding = "embedding";

    /// <summary>Key of the names of the genres in the exported model's metadata.</summary>
    public const string Genres = "genres";

    private static readonly GlobalPoolingKind[] _pooled = [GlobalPoolingKind.Mean, GlobalPoolingKind.Maximum, GlobalPoolingKind.RootMeanSquare];

    private const int OnsetChannels = 32;
    private const int RhythmChannels = 80;

    private readonly Sequential _sound = new(
        "sound",
        [
            new BatchNormalization("sound.input", EarsInput.Bands),
            new Convolution1d("sound.1", EarsInput.Bands, 64, 3, padding: 1, hasBias: false), .. NormalizedRelu("sound.1", 64),
            new Convolution1d("sound.2", 64, 64, 3, padding: 1, hasBias: false), .. NormalizedRelu("sound.2", 64),
            new Pooling("sound.pool", PoolingKind.Maximum, 2),
        ]);

    private readonly Sequential _timbre = new(
        "timbre",
        [
            new Convolution1d("timbre.1", 64, 96, 4, padding: 2, hasBias: false), .. NormalizedRelu("timbre.1", 96),
            new Pooling("timbre.pool", PoolingKind.Maximum, 4),
            new Convolution1d("timbre.2", 96, 128, 4, padding: 2, hasBias: false), .. NormalizedRelu("timbre.2", 128),
        ]);

    // 64 steps of 46 ms are 3 s, several beats of any tempo.
    private readonly Sequential _beats = new(
        "beats",
        [
            new Convolution1d("beats.onsets", 64, OnsetChannels, 1, hasBias: false), .. NormalizedRelu("beats.onsets", OnsetChannels),
            new Convolution1d("beats.1", OnsetChannels, RhythmChannels, 64, padding: 32, hasBias: false),
            .. NormalizedRelu("beats.1", RhythmChannels),
            new Convolution1d("beats.2", RhythmChannels, RhythmChannels, 1, hasBias: false), .. NormalizedRelu("beats.2", RhythmChannels),
        ]);

    // And 32 steps of 93 ms on top of these: 6 s in all, a bar or more.
    private readonly Sequential _bars = new(
        "bars",
        [
            new Pooling("bars.pool", PoolingKind.Maximum, 2),
            new Convolution1d("bars.1", RhythmChannels, RhythmChannels, 32, padding: 16, hasBias: false),
            .. NormalizedRelu("bars.1", RhythmChannels),
        ]);

    private readonly Sequential _harmony = new(
        "harmony",
        [
            new Convolution2d(
                "harmony.1", EarsInput.Registers, 48, (12, 3), padding: (0, 1), hasBias: false), .. NormalizedRelu("harmony.1", 48),
            new Convolution2d("harmony.2", 48, 48, (1, 3), padding: (0, 1), hasBias: false), .. NormalizedRelu("harmony.2", 48),
            new WidthPooling("harmony.pool", _pooled),
            new Convolution1d("harmony.3", 48 * 3, 32, 1), new Activation("harmony.3.relu", ActivationFunction.Relu),
            new Convolution1d("key", 32, 2, 1), new Flatten("key.flat"),
        ]);

    private readonly Sequential _rhythmHead = new(
        "rhythm",
        [
            new Dropout("rhythm.dropout", 0.2),
            new Dense("rhythm.1", 2 * 3 * RhythmChannels, 192), new Activation("rhythm.1.relu", ActivationFunction.Relu),
            new Dropout("rhythm.1.dropout", 0.2),
        ]);

    private readonly Sequential _embedding = new(
        "embedding",
        [
            new Dropout("embedding.dropout", 0.2),
            new Dense("embedding.1", 3 * 128 + 192, 160), new Activation("embedding.1.relu", ActivationFunction.Relu),
        ]);

    private readonly Dense _place = new("embedding.2", 160, EmbeddingWidth);
    private readonly Dense _tempo = new("tempo", 192 + 160, TempoGrid.Count);
    private readonly Dense _genre;
    private readonly Dense _style = new("style", EmbeddingWidth, 2);

    /// <summary>Makes its parameters.</summary>
    /// <param name="seed">Of their starts.</param>
    /// <param name="genres">How many genres are told apart.</param>
    public EarsNetwork(ulong seed, int genres)
    {
        _genre = new Dense("genre", EmbeddingWidth, genres);
        Network = new Network(
            seed, _sound, _timbre, _beats, _bars, _harmony, _rhythmHead, _embedding, _place, _tempo, _genre, _style);
    }

    /// <summary>All parameters.</summary>
    public Network Network { get; }

    /// <summary>Hears clips.</summary>
    /// <param name="mel">[batch x bands x frames].</param>
    /// <param name="chroma">[batch x registers x 23 x chroma frames]: the pitch classes from C up, and again up to the next B flat.</param>
    public Heads Apply(Tensor mel, Tensor chroma)
    {
        var sound = _sound.Apply(mel);
        var beats = _beats.Apply(sound);
        var bars = _bars.Apply(beats);
        var rhythm = _rhythmHead.Apply(Join.Concatenate("rhythm.pooled", Pool("beats.global", beats), Pool("bars.global", bars)));
        var whole = _embedding.Apply(Join.Concatenate("embedding.pooled", Pool("timbre.global", _timbre.Apply(sound)), rhythm));
        var embedding = _place.Apply(whole);
        // What kind of music it is tells which of two tempi people tap.
        return new Heads(
            _tempo.Apply(Join.Concatenate("tempo.pooled", rhythm, whole)), _harmony.Apply(chroma), _genre.Apply(embedding), _style.Apply(embedding),
            embedding);
    }

    private static Tensor Pool(string name, Tensor x) => new GlobalPooling(name, _pooled).Apply(x);

    private static Layer[] NormalizedRelu(string name, int channels) =>
        [new BatchNormalization($"{name}.norm", channels), new Activation($"{name}.relu", ActivationFunction.Relu)];

    /// <summary>What comes out; all but the embedding as logits.</summary>
    /// <param name="Tempo">[batch x tempi of <see cref="TempoGrid"/>].</param>
    /// <param name="Key">[batch x 24]: the twelve keys in major, then in minor.</param>
    /// <param name="Genre">[batch x genres].</param>
    /// <param name="Style">[batch x 2]: cosine and sine of the place on a rendered song's circle of styles; for training only.</param>
    /// <param name="Embedding">[batch x <see cref="EmbeddingWidth"/>].</param>
    public sealed record Heads(Tensor Tempo, Tensor Key, Tensor Genre, Tensor Style, Tensor Embedding);
}
