using Mixtape.Learning.Neural;
using Mixtape.Learning.Neural.Layers;
using Mixtape.Learning.Neural.Losses;
using Mixtape.Learning.Neural.Optimization;
using Mixtape.Learning.Neural.Training;
using Mixtape.Numerics;

namespace Mixtape.Learning.Tests.Neural.Training;

public sealed class TrainerTests
{
    private static readonly TrainerOptions _options = new() { Epochs = 4, BatchSize = 16, LearningRate = LearningRate.Constant(0.01) };

    [Fact]
    public void Run_FromACheckpoint_EndsInTheSameBytes()
    {
        var whole = new Problem();
        List<byte[]> checkpoints = [];
        using (var trainer = whole.Trainer(_options))
        {
            trainer.Run(checkpoint: trainer =>
            {
                using var stream = new MemoryStream();
                trainer.Save(stream);
                checkpoints.Add(stream.ToArray());
            });
        }

        Assert.Equal(3, checkpoints.Count);
        foreach (var checkpoint in checkpoints)
        {
            var resumed = new Problem();
            using var trainer = resumed.Trainer(_options);
            trainer.Load(new MemoryStream(checkpoint));
            trainer.Run();
            Assert.Equal(4, trainer.Epochs.Count);
            Assert.Equal(whole.Values, resumed.Values);
        }
    }

    [Fact]
    public void Run_FromACheckpointWithDropoutRunningMeansAndAnEarlyStop_EndsInTheSameBytes()
    {
        var options = _options with { Epochs = 50, Patience = 3 };
        var whole = new Problem(hasState: true) { Contrary = true };
        List<byte[]> checkpoints = [];
        using var trainer = whole.Trainer(options);
        trainer.Run(checkpoint: trainer =>
        {
            using var stream = new MemoryStream();
            trainer.Save(stream);
            checkpoints.Add(stream.ToArray());
        });

        Assert.InRange(trainer.Epochs.Count, 4, 49);
        Assert.Equal(trainer.Epochs.Count - 1, checkpoints.Count);
        foreach (var checkpoint in checkpoints)
        {
            var resumed = new Problem(hasState: true) { Contrary = true };
            using var other = resumed.Trainer(options);
            other.Load(new MemoryStream(checkpoint));
            other.Run();
            Assert.Equal(trainer.Epochs, other.Epochs);
            Assert.Equal(whole.Values, resumed.Values);
        }
    }

    [Fact]
    public void Run_WhateverTheThreads_EndsInTheSameBytes()
    {
        float[] Train(int threads)
        {
            var problem = new Problem();
            using var trainer = problem.Trainer(_options with { Threads = threads });
            trainer.Run();
            return problem.Values;
        }

        Assert.Equal(Train(1), Train(3));
    }

    [Fact]
    public void Run_OtherSeed_EndsElsewhere()
    {
        var (one, other) = (new Problem(), new Problem());
        using var first = one.Trainer(_options);
        using var second = other.Trainer(_options with { Seed = 2 });
        first.Run();
        second.Run();

        Assert.NotEqual(one.Values, other.Values);
    }

    [Fact]
    public void Run_ValidationGetsWorse_StopsAndKeepsTheBest()
    {
        // Targets of the validation examples say the contrary, so that learning makes it worse.
        var problem = new Problem { Contrary = true };
        using var trainer = problem.Trainer(_options with { Epochs = 50, Patience = 3 });
        var reports = new List<TrainingProgress>();

        trainer.Run(new Sink(reports.Add));

        Assert.Equal(trainer.BestEpoch + 3, trainer.Epochs.Count);
        Assert.Equal(trainer.Epochs.Min(epoch => epoch.Validation!.Value), problem.ValidationLoss(), 1e-5);
        Assert.Equal(trainer.Epochs.Count, reports.Count);
        Assert.Equal(trainer.BestEpoch, reports.Last(report => report.IsBest).Epoch);
    }

    [Fact]
    public void Run_RateFarTooHigh_NamesTheStepAndTheLayer()
    {
        var problem = new Problem { Scale = 1e18f };
        using var trainer = problem.Trainer(_options with
        {
            LearningRate = LearningRate.Constant(1e18),
            Optimizer = new AdamOptions { MaximumGradientNorm = double.PositiveInfinity },
        });

        var error = Assert.Throws<TrainingDivergedException>(() => trainer.Run());

        Assert.Matches(
            @"^Step \d+ \(epoch 1\): .*it begins at layer '(first|relu|second|squared-error)'. Lower the learning rate \(1e\+18\)",
            error.Message);
    }

    [Fact]
    public void Run_LossGrowsAThousandfold_StopsAsDiverged()
    {
        var problem = new Problem();
        using var trainer = problem.Trainer(
            _options with { LearningRate = new LearningRate { Peak = 300, Last = 300, WarmupSteps = 15 }, Epochs = 20 });

        Assert.Contains("at first; it begins at layer", Assert.Throws<TrainingDivergedException>(() => trainer.Run()).Message);
    }

    [Fact]
    public void Run_BeginsWithNoLossAtAll_IsNotCalledDiverged()
    {
        var problem = new Problem { Scale = 1e-4f };
        foreach (var parameter in problem.Parameters) parameter.Values.Clear();
        using var trainer = problem.Trainer(_options with { LearningRate = LearningRate.Constant(1e-9) });
        problem.Filled = () => problem.Scale = trainer.Steps < 12 ? 1e-4f : 1;

        trainer.Run();

        Assert.True(trainer.Epochs[3].Training > 1_000 * trainer.Epochs[0].Training);
    }

    [Fact]
    public void Run_NotANumberInTheData_NamesTheStepAndTheLayer()
    {
        var problem = new Problem();
        problem.Inputs[37] = float.NaN;
        using var trainer = problem.Trainer(_options with { BatchSize = 1 });

        Assert.Contains(
            "the loss is NaN; it begins at layer 'first'", Assert.Throws<TrainingDivergedException>(() => trainer.Run()).Message);
    }

    [Fact]
    public void Run_Cancelled_Stops()
    {
        using var trainer = new Problem().Trainer(_options);

        Assert.Throws<OperationCanceledException>(() => trainer.Run(cancellationToken: new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Run_CancelledWithinAnEpoch_GoesOnFromTheCheckpointAlone()
    {
        var whole = new Problem();
        using (var trainer = whole.Trainer(_options)) trainer.Run();
        var problem = new Problem();
        using var stopped = problem.Trainer(_options);
        using var stream = new MemoryStream();
        using var cancellation = new CancellationTokenSource();
        problem.Filled = () =>
        {
            if (stopped.Steps == stopped.StepsPerEpoch + 2) cancellation.Cancel();
        };
        Assert.Throws<OperationCanceledException>(() => stopped.Run(null, trainer => trainer.Save(stream), cancellation.Token));

        Assert.Contains("stopped at step 3 of epoch 2", Assert.Throws<InvalidOperationException>(() => stopped.Save(stream)).Message);
        Assert.Throws<InvalidOperationException>(() => stopped.Run());
        stream.Position = 0;
        stopped.Load(stream);
        stopped.Run();
        Assert.Equal(whole.Values, problem.Values);
    }

    [Fact]
    public void Run_AfterTheFirstEpoch_StepsAllocateNothing()
    {
        var problem = new Problem();
        using var trainer = problem.Trainer(_options with { Epochs = 10 });
        List<long> allocated = [];
        trainer.Run(new Sink(_ => allocated.Add(GC.GetAllocatedBytesForCurrentThread())));

        // What is left is the report itself and the note of the epoch's loss.
        Assert.InRange(allocated[^1] - allocated[^2], 0, 1_000);
    }

    [Fact]
    public void Load_DamagedOrForeignCheckpoint_SaysWhatIsWrong()
    {
        using var trainer = new Problem().Trainer(_options);
        using var stream = new MemoryStream();
        trainer.Save(stream);
        var bytes = stream.ToArray();
        var flipped = bytes.ToArray();
        flipped[bytes.Length / 2] ^= 1;
        foreach (var damaged in new[] { [], bytes[..10], bytes[..^1], flipped })
            Assert.Contains(
                "cut short or damaged", Assert.Throws<InvalidCheckpointException>(() => trainer.Load(new MemoryStream(damaged))).Message);

        using var otherSeed = new Problem().Trainer(_options with { Seed = 9 });
        Assert.Contains("seed 1", Assert.Throws<InvalidCheckpointException>(() => otherSeed.Load(new MemoryStream(bytes))).Message);
        using var otherNetwork = new Problem(hidden: 9).Trainer(_options);
        Assert.Contains(
            "'first.weight'", Assert.Throws<InvalidCheckpointException>(() => otherNetwork.Load(new MemoryStream(bytes))).Message);
    }

    [Fact]
    public void New_ModuleOutsideTheNetwork_IsNamed()
    {
        var stray = new Dense("stray", 3, 1);
        var network = new Network(1, new Dense("first", 3, 3));
        ThreadTeam? team = null;
        RecordBatch record = (tape, size) =>
        {
            team = tape.Team;
            return new RecordedBatch(Loss.SquaredError(stray.Apply(tape.Input("x", size, 3)), tape.Input("y", size, 1)), _ => { });
        };

        Assert.Contains(
            "'stray.weight'", Assert.Throws<ArgumentException>(() => new Trainer(network, record, [1, 2, 3], [], _options)).Message);
        // Its threads have ended.
        Assert.Throws<ObjectDisposedException>(() => team!.Run(1, _ => { }));
    }

    [Fact]
    public void Summary_AfterTraining_HasARowForEachLayer()
    {
        using var trainer = new Problem().Trainer(_options);
        trainer.Run();

        var rows = trainer.Summary.Rows;

        Assert.Equal(["first", "relu", "second", "squared-error"], rows.Select(row => row.Name));
        Assert.Equal([3 * 8 + 8, 0, 8 + 1, 0], rows.Select(row => row.Parameters));
        Assert.Equal(2 * 4 * 16 * 8, rows[0].Bytes);
        // A layer this small may take less than a TimeSpan can say.
        Assert.Contains(rows, row => row.Forward > TimeSpan.Zero);
        Assert.Contains("total", trainer.Summary.ToString());
    }

    /// <summary>A regression of three numbers on one: 100 examples to train on, 25 to validate.</summary>
    private sealed class Problem
    {
        private readonly Sequential _chain;
        private readonly Network _network;

        public Problem(int hidden = 8, bool hasState = false)
        {
            Layer[] between = hasState ? [new BatchNormalization("norm", hidden), new Dropout("dropout", 0.2)] : [];
            _chain = new Sequential(
                "chain",
                [
                    new Dense("first", 3, hidden), .. between, new Activation("relu", ActivationFunction.Relu),
                    new Dense("second", hidden, 1),
                ]);
            _network = new Network(5, _chain);
        }

        public float[] Inputs { get; } = GradientCheck.Numbers(125 * 3, 1);

        public bool Contrary { get; init; }

        public float Scale { get; set; } = 1;

        public Action? Filled { get; set; }

        public IReadOnlyList<Parameter> Parameters => _network.Parameters;

        public float[] Values => [.. _network.Parameters.SelectMany(parameter => parameter.Values.ToArray())];

        public Trainer Trainer(TrainerOptions options) =>
            new(_network, Record, [.. Enumerable.Range(0, 100)], [.. Enumerable.Range(100, 25)], options);

        public double ValidationLoss()
        {
            using var team = new ThreadTeam(1);
            var tape = new Tape(team);
            var batch = Record(tape, 25);
            batch.Fill([.. Enumerable.Range(100, 25)]);
            tape.Forward();
            return batch.Loss.Values[0];
        }

        private RecordedBatch Record(Tape tape, int size)
        {
            var (x, y) = (tape.Input("x", size, 3), tape.Input("y", size, 1));
            return new RecordedBatch(Loss.SquaredError(_chain.Apply(x), y), examples =>
            {
                for (var i = 0; i < examples.Length; i++)
                {
                    var row = Inputs.AsSpan(3 * examples[i], 3);
                    row.CopyTo(x.Values[(3 * i)..]);
                    y.Values[i] = Scale * (row[0] - row[1] * row[2]) * (Contrary && examples[i] >= 100 ? -1 : 1);
                }

                Filled?.Invoke();
            });
        }
    }

    private sealed class Sink(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
