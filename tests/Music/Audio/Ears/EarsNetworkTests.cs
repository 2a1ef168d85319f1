using Mixtape.Learning.Neural;
using Mixtape.Learning.Onnx;
using Mixtape.Music.Audio.Ears;
using Mixtape.Music.Audio.Rhythm;
using Mixtape.Numerics;

namespace Mixtape.Music.Tests.Audio.Ears;

public sealed class EarsNetworkTests
{
    private const int Genres = 16;

    [Fact]
    public void Apply_ToAnotherKey_MovesTheAnswer()
    {
        var network = new EarsNetwork(seed: 3, Genres);
        var input = Noise(frames: 100, chromaFrames: 12, seed: 1);
        var moved = input with { Chroma = Transpose(input, semitones: 5) };

        var (before, after) = (KeyLogits(network, input), KeyLogits(network, moved));

        for (var key = 0; key < 24; key++)
            Assert.Equal(before[key], after[key / 12 * 12 + (key + 5) % 12], 1e-5f);
        Assert.True(before.Max() - before.Min() > 1e-3, "All keys look the same.");
    }

    [Theory]
    [InlineData(63, 7)]
    [InlineData(600, 72)]
    [InlineData(1_291, 160)]
    public void ToOnnx_OnClipsOfAnyLength_ComputesWhatTheNetworkDoes(int frames, int chromaFrames)
    {
        var network = new EarsNetwork(seed: 3, Genres);
        var input = Noise(frames, chromaFrames, seed: 2);
        var files = Export(network);
        using var model = EarsModel.Open(files);

        var heard = model.Hear(input);
        var (tempo, key, embedding) = Tape(network, input);

        Close(Softmax(tempo), heard.Tempo);
        Close(Softmax(key), heard.Key);
        Close(embedding, heard.Embedding);
        Assert.Equal(Genres, heard.Genre.Length);
        Assert.Equal(files.EarsManifest.Sha256, model.Hash);

        static void Close(float[] expected, float[] actual)
        {
            var tolerance = 1e-5f * Math.Max(1, expected.Max(Math.Abs));
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        }
    }

    [Fact]
    public void TellMeter_OfSimilarities_ComputesWhatTheNetworkDoes()
    {
        var network = new MeterNetwork(seed: 3);
        using var model = EarsModel.Open(Export(new EarsNetwork(seed: 3, Genres), network));
        var random = new SeededRandom(4);
        var similarity = Enumerable.Range(0, BeatSimilarity.Count).Select(_ => (float)random.NextGaussian()).ToArray();
        using var team = new ThreadTeam(1);
        var tape = new Tape(team);
        var input = tape.Input("similarity", 1, BeatSimilarity.Count);
        var logits = network.Apply(input);
        similarity.CopyTo(input.Values);
        tape.Forward();

        var told = model.TellMeter(similarity);

        Assert.All(Softmax(logits.Values.ToArray()).Zip(told), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        Assert.Equal([0.1, 0.6, 0.1, 0.1, 0.1], model.MeterShares);
    }

    [Fact]
    public void Open_OfOtherModels_SaysThatTheyDoNotHear()
    {
        var files = Export(new EarsNetwork(seed: 3, Genres));
        var swapped = new EarsFiles(files.Meter, files.MeterManifest, files.Ears, files.EarsManifest);
        var twice = files with { Meter = files.Ears, MeterManifest = files.EarsManifest };
        foreach (var wrong in new[] { swapped, twice })
            Assert.Contains(
                "mixtape audio train", Assert.Throws<InvalidModelException>(() => EarsModel.Open(wrong)).Message, StringComparison.Ordinal);
    }

    private static EarsFiles Export(EarsNetwork ears, MeterNetwork? meter = null)
    {
        var trained = new TrainedEars(
            ears, meter ?? new MeterNetwork(seed: 3), new EarsTrainingOptions(), [0.1, 0.6, 0.1, 0.1, 0.1], new TapeSummary([]));
        var (one, other) = (trained.ExportEars(), trained.ExportMeter());
        return new EarsFiles(
            one, ModelManifest.Describe("ears", one, 3, new Dictionary<string, double>(), "test"),
            other, ModelManifest.Describe("ears-meter", other, 3, new Dictionary<string, double>(), "test"));
    }

    private static EarsInput Noise(int frames, int chromaFrames, ulong seed)
    {
        var random = new SeededRandom(seed);
        return new EarsInput(Draw(EarsInput.Bands * frames, 8), frames, Draw(36 * chromaFrames, 3), chromaFrames);

        float[] Draw(int count, double most) => [.. Enumerable.Range(0, count).Select(_ => (float)(most * random.NextDouble()))];
    }

    private static float[] Transpose(EarsInput input, int semitones)
    {
        var moved = new float[input.Chroma.Length];
        for (var note = 0; note < 36; note++)
        {
            var target = note / 12 * 12 + (note + semitones) % 12;
            input.Chroma.AsSpan(note * input.ChromaFrames, input.ChromaFrames).CopyTo(moved.AsSpan(target * input.ChromaFrames));
        }

        return moved;
    }

    private static float[] KeyLogits(EarsNetwork network, EarsInput input) => Tape(network, input).Key;

    private static (float[] Tempo, float[] Key, float[] Embedding) Tape(EarsNetwork network, EarsInput input)
    {
        using var team = new ThreadTeam(1);
        var tape = new Tape(team);
        var mel = tape.Input("mel", 1, EarsInput.Bands, input.Frames);
        var chroma = tape.Input("chroma", 1, EarsInput.Registers, EarsInput.DoubledClasses, input.ChromaFrames);
        var heads = network.Apply(mel, chroma);
        input.Mel.CopyTo(mel.Values);
        input.DoubleChroma().CopyTo(chroma.Values);
        tape.Forward();
        return (heads.Tempo.Values.ToArray(), heads.Key.Values.ToArray(), heads.Embedding.Values.ToArray());
    }

    private static float[] Softmax(float[] logits)
    {
        var powers = Array.ConvertAll(logits, logit => Math.Exp(logit - logits.Max()));
        return Array.ConvertAll(powers, power => (float)(power / powers.Sum()));
    }
}
