using System.Diagnostics;
using Mixtape.Learning.Neural.Optimization;
using Mixtape.Numerics;

namespace Mixtape.Learning.Neural.Training;

/// <summary>
/// Trains a network with Adam: epochs of shuffled batches, validation after each, early stopping with the best parameters kept, and
/// checkpoints from which training goes on to the same bytes. What a step does follows from the options, the data and the step's number
/// alone. After the first epoch, steps allocate nothing. Not safe for concurrent use.
/// </summary>
public sealed class Trainer : IDisposable
{
    private const int StepsOfReference = 10;

    private readonly TrainerOptions _options;
    private readonly RecordBatch _record;
    private readonly int[] _training;
    private readonly int[] _validation;
    private readonly ThreadTeam _team;
    private readonly Tape _tape;
    private readonly RecordedBatch _batch;
    private readonly Dictionary<int, (Tape Tape, RecordedBatch Batch)> _validationBatches = [];
    private readonly int[] _order;
    private readonly int _batchSize;

    /// <summary>Records the training batch.</summary>
    /// <param name="network">Whose parameters are trained.</param>
    /// <param name="record">How a batch becomes a loss.</param>
    /// <param name="training">
    /// The numbers of the examples to train on; those left over by the last batch wait for another epoch's shuffle.
    /// </param>
    /// <param name="validation">The numbers of the examples to validate on; may be empty.</param>
    /// <param name="options">How.</param>
    /// <remarks>Parameters of the network that the batch does not use stay as they are.</remarks>
    /// <exception cref="ArgumentException">There is nothing to train on, or the batch uses parameters that the network has not.</exception>
    public Trainer(Network network, RecordBatch record, ReadOnlySpan<int> training, ReadOnlySpan<int> validation, TrainerOptions options)
    {
        options.Validate();
        if (training.IsEmpty) throw new ArgumentException("There are no examples to train on.");
        (_options, _record, _training, _validation, Network) = (options, record, training.ToArray(), validation.ToArray(), network);
        _order = new int[_training.Length];
        _batchSize = Math.Min(options.BatchSize, _training.Length);
        StepsPerEpoch = _training.Length / _batchSize;
        _team = new ThreadTeam(options.Threads);
        try
        {
            _tape = new Tape(_team, isTraining: true, options.Seed);
            _batch = record(_tape, _batchSize);
            if (_tape.Parameters.FirstOrDefault(parameter => !network.Parameters.Contains(parameter)) is { } stranger)
                throw new ArgumentException($"The batch uses '{stranger.Name}', which the network lacks: give its module to the network.");
            var used = network.Parameters.Where(_tape.Parameters.Contains); // the others have no gradient to go by
            Optimizer = new Adam(_team, [.. used], options.Optimizer);
            State = new TrainingState(network);
        }
        catch
        {
            _team.Dispose();
            throw;
        }
    }

    /// <summary>Whose parameters are trained.</summary>
    public Network Network { get; }

    /// <summary>Steps of an epoch.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>Steps taken so far.</summary>
    public long Steps => Optimizer.Steps;

    /// <summary>The losses of the epochs that have ended.</summary>
    public IReadOnlyList<EpochLoss> Epochs => State.Epochs;

    /// <summary>The epoch, counted from 1, whose parameters are the best so far; 0 before the first has ended.</summary>
    public int BestEpoch => State.BestEpoch;

    /// <summary>What each layer costs, measured over the steps so far.</summary>
    public TapeSummary Summary => TapeSummary.Of(_tape, Steps);

    internal Adam Optimizer { get; }

    internal TrainingState State { get; }

    /// <summary>Trains to the end, and leaves the best epoch's parameters in the network.</summary>
    /// <param name="progress">Told of each epoch.</param>
    /// <param name="checkpoint">Called after each epoch but the last, to <see cref="Save"/>.</param>
    /// <param name="cancellationToken">Looked at before each step.</param>
    /// <exception cref="TrainingDivergedException">A step went astray; the network holds what it held then.</exception>
    /// <exception cref="InvalidOperationException">An earlier run stopped within an epoch.</exception>
    public void Run(
        IProgress<TrainingProgress>? progress = null, Action<Trainer>? checkpoint = null, CancellationToken cancellationToken = default)
    {
        RequireWholeEpochs();
        while (!IsOver)
        {
            RunEpoch(progress, cancellationToken);
            if (!IsOver) checkpoint?.Invoke(this);
        }

        State.RestoreBest(Network);
    }

    /// <summary>Writes all that a new trainer of the same network, data and options needs to go on.</summary>
    /// <exception cref="InvalidOperationException">A run stopped within an epoch.</exception>
    public void Save(Stream stream)
    {
        RequireWholeEpochs();
        Checkpoint.Write(stream, this, Fingerprint);
    }

    /// <summary>Goes on where the trainer was that saved it.</summary>
    /// <exception cref="InvalidCheckpointException">
    /// It is damaged, or of another network, data set or seed; this trainer is as it was.
    /// </exception>
    public void Load(Stream stream) => Checkpoint.Read(stream, this, Fingerprint);

    /// <summary>Ends the threads.</summary>
    public void Dispose() => _team.Dispose();

    private bool IsOver =>
        Epochs.Count >= _options.Epochs
        || (_options.Patience > 0 && BestEpoch > 0 && Epochs[^1].Validation is not null && Epochs.Count - BestEpoch >= _options.Patience);

    /// <summary>What must be the same for a checkpoint to fit: it decides what every step does.</summary>
    private string Fingerprint =>
        $"batch {_batchSize}, seed {_options.Seed}, {_training.Length} training and {_validation.Length} validation examples, "
        + $"{_options.Epochs} epochs, {_options.LearningRate}, {_options.Optimizer}";

    /// <summary>A run that was cancelled or diverged leaves parameters from which no other run would go on alike.</summary>
    private void RequireWholeEpochs()
    {
        var steps = Steps - (long)Epochs.Count * StepsPerEpoch;
        if (steps != 0)
            throw new InvalidOperationException(
                $"The training stopped at step {steps} of epoch {Epochs.Count + 1}: load the last checkpoint first.");
    }

    private void RunEpoch(IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var (sum, norm) = (0.0, 0.0);
        Shuffle(State.Epochs.Count);
        for (var i = 0; i < StepsPerEpoch; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            norm = Step(_order.AsSpan(i * _batchSize, _batchSize));
            sum += _batch.Loss.Values[0];
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var loss = new EpochLoss(sum / StepsPerEpoch, _validation.Length > 0 ? Validate(cancellationToken) : null);
        var isBest = State.Add(loss, Network);
        progress?.Report(new TrainingProgress(
            Epochs.Count, _options.Epochs, loss.Training, loss.Validation, isBest, Rate(Steps - 1), norm,
            (double)StepsPerEpoch * _batchSize / seconds));
    }

    private double Step(ReadOnlySpan<int> examples)
    {
        _batch.Fill(examples);
        _tape.Step = Steps;
        _tape.Forward();
        var loss = _batch.Loss.Values[0];
        if (!float.IsFinite(loss)) throw Diverged($"the loss is {loss}", _tape.FindNonFinite()?.Name);
        if (Steps < StepsOfReference) State.ReferenceLoss = Math.Max(State.ReferenceLoss, loss);
        else if (loss > _options.DivergenceFactor * Math.Max(1, State.ReferenceLoss))
            throw Diverged($"the loss is {loss:g4}, and was at most {State.ReferenceLoss:g4} at first", _tape.FindGreatest().Name);
        _tape.Backward(_batch.Loss);
        var norm = Optimizer.GradientNorm();
        if (!double.IsFinite(norm)) throw Diverged("the gradient is not finite", _tape.FindNonFinite()?.Name);
        Optimizer.Step(Rate(Steps), norm);
        return norm;
    }

    private double Rate(long step) => _options.LearningRate.At(step, (long)_options.Epochs * StepsPerEpoch);

    private double Validate(CancellationToken cancellationToken)
    {
        var sum = 0.0;
        for (var i = 0; i < _validation.Length; i += _batchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var examples = _validation.AsSpan(i, Math.Min(_batchSize, _validation.Length - i));
            if (!_validationBatches.TryGetValue(examples.Length, out var recorded))
            {
                var tape = new Tape(_team);
                _validationBatches.Add(examples.Length, recorded = (tape, _record(tape, examples.Length)));
            }

            recorded.Batch.Fill(examples);
            recorded.Tape.Forward();
            var loss = recorded.Batch.Loss.Values[0];
            if (!float.IsFinite(loss)) throw Diverged($"the validation loss is {loss}", recorded.Tape.FindNonFinite()?.Name);
            sum += (double)loss * examples.Length;
        }

        return sum / _validation.Length;
    }

    /// <summary>An order of the training examples that follows from the seed and the epoch alone.</summary>
    private void Shuffle(int epoch)
    {
        _training.CopyTo(_order, 0);
        var random = new SeededRandom(SeededRandom.Mix(_options.Seed) + (ulong)epoch);
        for (var i = _order.Length - 1; i > 0; i--)
        {
            var other = random.Next(i + 1);
            (_order[i], _order[other]) = (_order[other], _order[i]);
        }
    }

    private TrainingDivergedException Diverged(string what, string? layer) => new(
        $"Step {Steps + 1} (epoch {State.Epochs.Count + 1}): {what}; it begins at layer '{layer ?? "loss"}'. "
        + $"Lower the learning rate ({Rate(Steps):g3}) or the gradient's maximum norm ({_options.Optimizer.MaximumGradientNorm:g3}), "
        + "or look for extreme numbers in the data.");
}
