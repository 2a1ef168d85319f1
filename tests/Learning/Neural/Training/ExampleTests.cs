using Mixtape.Learning.Neural;
using Mixtape.Learning.Neural.Layers;
using Mixtape.Learning.Neural.Losses;
using Mixtape.Learning.Neural.Optimization;
using Mixtape.Learning.Neural.Training;
using Mixtape.Numerics;

namespace Mixtape.Learning.Tests.Neural.Training;

/// <summary>
/// Small problems that are made up here, so that what is right is known, each with the accuracy that a network reaches on new examples.
/// </summary>
public sealed class ExampleTests(ITestOutputHelper output)
{
    private static readonly TrainerOptions _options =
        new() { Threads = 1, Patience = 0, LearningRate = new LearningRate { Peak = 0.01, Last = 1e-4 } };

    [Fact]
    public void Dense_OnTwoSpirals_TellsThemApart()
    {
        var chain = new Sequential(
            "chain", new Dense("1", 2, 32), new Activation("relu-1", ActivationFunction.Relu), new Dense("2", 32, 32),
            new Activation("relu-2", ActivationFunction.Relu), new Dense("3", 32, 2));

        var accuracy = Classify(chain, i => Spiral(i, seed: 1), i => Spiral(i, seed: 2), [2], 2_000, 1_000, _options with { Epochs = 100 });

        output.WriteLine($"Two spirals: {accuracy:0.0 %} of 1,000 new points are told apart.");
        Assert.InRange(accuracy, 0.99, 1);
    }

    [Fact]
    public void Dense_OnASine_IsNowhereFarOff()
    {
        var chain = new Sequential(
            "chain", new Dense("1", 1, 48), new Activation("tanh-1", ActivationFunction.Tanh), new Dense("2", 48, 48),
            new Activation("tanh-2", ActivationFunction.Tanh), new Dense("3", 48, 1));
        var random = new SeededRandom(1);
        double[] xs = [.. Enumerable.Range(0, 2_000).Select(_ => Math.Tau * (2 * random.NextDouble() - 1))];
        var options = _options with { Epochs = 200 };
        using (var trainer = new Trainer(new Network(1, chain), Batch, [.. Enumerable.Range(0, xs.Length)], [], options)) trainer.Run();
        using var team = new ThreadTeam(1);
        var tape = new Tape(team);
        var x = tape.Input("x", 1_001, 1);
        var y = chain.Apply(x);
        for (var i = 0; i < x.Length; i++) x.Values[i] = (float)(Math.Tau * (2.0 * i / 1_000 - 1));
        tape.Forward();

        var worst = x.Values.ToArray().Zip(y.Values.ToArray(), (at, value) => Math.Abs(Math.Sin(at) - value)).Max();

        output.WriteLine($"Sine over two periods: off by {worst:0.0000} at most, on a grid of 1,001 points.");
        Assert.InRange(worst, 0, 0.02);

        RecordedBatch Batch(Tape tape, int size)
        {
            var (x, target) = (tape.Input("x", size, 1), tape.Input("target", size, 1));
            return new RecordedBatch(Loss.SquaredError(chain.Apply(x), target), examples =>
            {
                for (var i = 0; i < examples.Length; i++)
                    (x.Values[i], target.Values[i]) = ((float)xs[examples[i]], (float)Math.Sin(xs[examples[i]]));
            });
        }
    }

    [Fact]
    public void Convolution_OnWaveforms_NamesThem()
    {
        var chain = new Sequential(
            "chain", new Convolution1d("1", 1, 16, 9, stride: 2), new Activation("relu-1", ActivationFunction.Relu),
            new Pooling("pool", PoolingKind.Maximum, 2), new Convolution1d("2", 16, 32, 5),
            new Activation("relu-2", ActivationFunction.Relu),
            new GlobalPooling("global", GlobalPoolingKind.Mean, GlobalPoolingKind.Maximum), new Dense("3", 64, 4));

        var accuracy = Classify(chain, i => Wave(i, seed: 1), i => Wave(i, seed: 2), [1, 128], 3_000, 1_000, _options with { Epochs = 12 });

        output.WriteLine($"Sine, square, saw or noise: {accuracy:0.0 %} of 1,000 new waves are named.");
        Assert.InRange(accuracy, 0.97, 1);
    }

    [Fact]
    public void Gru_OnBrackets_ForeseesWhatCanBeForeseen()
    {
        var (embedding, gru, head) = (new Embedding("characters", 5, 8), new Gru("gru", 8, 40), new Dense("head", 40, 4));
        var texts = Enumerable.Range(0, 1_600).Select(i => new BracketText(StableHash.Of($"text {i}"))).ToArray();
        var (network, options) = (new Network(1, embedding, gru, head), _options with { Epochs = 30, BatchSize = 50 });
        using (var trainer = new Trainer(network, Batch, [.. Enumerable.Range(0, 1_500)], [], options)) trainer.Run();
        using var team = new ThreadTeam(1);
        var tape = new Tape(team);
        var (logits, _, fill) = Record(tape, 100);
        fill([.. Enumerable.Range(1_500, 100)]);
        tape.Forward();

        var (bits, closings, right) = (0.0, 0, 0);
        for (var i = 0; i < 100 * BracketText.Length; i++)
        {
            var (text, at) = (texts[1_500 + i / BracketText.Length], i % BracketText.Length);
            double[] row = [.. logits.Values.Slice(4 * i, 4).ToArray().Select(logit => Math.Exp(logit))];
            bits -= Math.Log2(row[text.Characters[at]] / row.Sum());
            if (text.Characters[at] < 2) continue;
            closings++;
            if (row[text.Characters[at]] > row[5 - text.Characters[at]]) right++;
        }

        bits /= 100 * BracketText.Length;
        var entropy = texts[1_500..].Average(text => text.Bits);
        output.WriteLine(
            $"Nested brackets: {bits:0.0000} bits a character on 100 new texts, of which the source itself needs {entropy:0.0000}; "
            + $"{(double)right / closings:0.0 %} of {closings} closing brackets are of the foreseen kind.");
        Assert.InRange(bits, entropy - 0.01, entropy + 0.05);
        Assert.InRange((double)right / closings, 0.99, 1);

        RecordedBatch Batch(Tape tape, int size)
        {
            var (logits, labels, fill) = Record(tape, size);
            return new RecordedBatch(Loss.CrossEntropy(logits, labels), fill);
        }

        (Tensor Logits, IndexTensor Labels, FillBatch Fill) Record(Tape tape, int size)
        {
            var (before, labels) = (tape.IndexInput("before", size, BracketText.Length), tape.IndexInput("labels", size, BracketText.Length));
            return (head.Apply(gru.Apply(embedding.Apply(before))), labels, Fill);

            void Fill(ReadOnlySpan<int> examples)
            {
                for (var i = 0; i < examples.Length; i++)
                {
                    var start = i * BracketText.Length;
                    var characters = texts[examples[i]].Characters;
                    characters.CopyTo(labels.Values[start..]);
                    before.Values[start] = 4; // the start
                    characters.AsSpan(..^1).CopyTo(before.Values[(start + 1)..]);
                }
            }
        }
    }

    /// <summary>Trains on some examples and returns the share of others that the greatest logit names.</summary>
    private static double Classify(
        Layer chain, Func<int, (float[] Numbers, int Label)> training, Func<int, (float[] Numbers, int Label)> held, int[] shape,
        int trainingCount, int heldCount, TrainerOptions options)
    {
        var examples = Enumerable.Range(0, trainingCount).Select(training).Concat(Enumerable.Range(0, heldCount).Select(held)).ToArray();
        using (var trainer = new Trainer(
            new Network(1, chain),
            (tape, size) =>
            {
                var (logits, labels, fill) = Record(tape, size);
                return new RecordedBatch(Loss.CrossEntropy(logits, labels), fill);
            },
            [.. Enumerable.Range(0, trainingCount)],
            [],
            options)) trainer.Run();
        using var team = new ThreadTeam(1);
        var tape = new Tape(team);
        var (logits, labels, fill) = Record(tape, heldCount);
        fill([.. Enumerable.Range(trainingCount, heldCount)]);
        tape.Forward();
        var classes = logits.Size(-1);
        var right = 0;
        for (var i = 0; i < heldCount; i++)
        {
            var row = logits.Values.Slice(i * classes, classes).ToArray();
            if (Array.IndexOf(row, row.Max()) == labels.Values[i]) right++;
        }

        return (double)right / heldCount;

        (Tensor Logits, IndexTensor Labels, FillBatch Fill) Record(Tape tape, int size)
        {
            var (x, labels) = (tape.Input("x", [size, .. GradientCheck.Dimensions(shape)]), tape.IndexInput("labels", size));
            return (chain.Apply(x), labels, Fill);

            void Fill(ReadOnlySpan<int> batch)
            {
                for (var i = 0; i < batch.Length; i++)
                {
                    var (numbers, label) = examples[batch[i]];
                    numbers.CopyTo(x.Values[(i * numbers.Length)..]);
                    labels.Values[i] = label;
                }
            }
        }
    }

    /// <summary>A point on one of two spirals of one and a half turns, one the other turned by half a turn.</summary>
    private static (float[] Numbers, int Label) Spiral(int i, ulong seed)
    {
        var random = new SeededRandom(seed * 100_000 + (ulong)i);
        var along = 0.1 + 0.9 * Math.Sqrt(random.NextDouble());
        var angle = 3 * Math.PI * along + Math.PI * (i % 2);
        double Coordinate(double turned) => 4 * along * turned + 0.04 * random.NextGaussian();
        return ([(float)Coordinate(Math.Cos(angle)), (float)Coordinate(Math.Sin(angle))], i % 2);
    }

    /// <summary>128 samples of a sine, square, saw or noise, at some phase, pitch and loudness, with a hiss.</summary>
    private static (float[] Numbers, int Label) Wave(int i, ulong seed)
    {
        var random = new SeededRandom(seed * 100_000 + (ulong)i);
        var (phase, cycles, loudness) = (random.NextDouble(), 2 + 8 * random.NextDouble(), 0.5 + random.NextDouble());
        return ([.. Enumerable.Range(0, 128).Select(at =>
        {
            var turn = (phase + cycles * at / 128) % 1;
            var sample = (i % 4) switch
            {
                0 => Math.Sin(Math.Tau * turn),
                1 => turn < 0.5 ? 1 : -1,
                2 => 2 * turn - 1,
                _ => 0.6 * random.NextGaussian(),
            };
            return (float)(loudness * sample + 0.03 * random.NextGaussian());
        })], i % 4);
    }

    /// <summary>
    /// Brackets of two kinds, 0 and 1 opening, 3 and 2 closing them, up to four deep: whether one closes is chance, but which kind it is
    /// follows from what was opened last.
    /// </summary>
    private sealed class BracketText
    {
        public const int Length = 48;

        private const int Depth = 4;

        public BracketText(ulong seed)
        {
            var random = new SeededRandom(seed);
            var open = new Stack<int>();
            for (var i = 0; i < Length; i++)
            {
                var closing = open.Count switch { 0 => 0, Depth => 1, _ => 0.5 };
                if (random.NextDouble() < closing)
                {
                    Bits -= Math.Log2(closing) / Length;
                    Characters[i] = 3 - open.Pop();
                    continue;
                }

                Bits -= Math.Log2((1 - closing) / 2) / Length;
                Characters[i] = random.Next(2);
                open.Push(Characters[i]);
            }
        }

        public int[] Characters { get; } = new int[Length];

        /// <summary>Bits a character that one needs who knows the source.</summary>
        public double Bits { get; }
    }
}
