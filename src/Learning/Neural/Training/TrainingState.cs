namespace Mixtape.Learning.Neural.Training;

/// <summary>What a training remembers from epoch to epoch, besides the parameters and the optimizer.</summary>
internal sealed class TrainingState(Network network)
{
    private readonly List<EpochLoss> _epochs = [];

    /// <summary>The losses of the epochs that have ended.</summary>
    public IReadOnlyList<EpochLoss> Epochs => _epochs;

    /// <summary>The epoch, counted from 1, whose parameters are the best; 0 when there is none.</summary>
    public int BestEpoch { get; private set; }

    /// <summary>The best epoch's parameters, in the order of the network's.</summary>
    public float[][] Best { get; } = [.. network.Parameters.Select(parameter => new float[parameter.Length])];

    /// <summary>The largest loss of the first steps.</summary>
    public double ReferenceLoss { get; set; }

    /// <summary>Notes an epoch, and its parameters if they are the best; without validation, the last is.</summary>
    public bool Add(EpochLoss loss, Network network)
    {
        var isBest = BestEpoch == 0 || loss.Validation is null || loss.Validation < _epochs[BestEpoch - 1].Validation;
        _epochs.Add(loss);
        if (!isBest) return false;
        BestEpoch = _epochs.Count;
        for (var i = 0; i < Best.Length; i++) network.Parameters[i].Values.CopyTo(Best[i]);
        return true;
    }

    /// <summary>Takes what a checkpoint held.</summary>
    public void Load(IEnumerable<EpochLoss> epochs, int bestEpoch, double referenceLoss)
    {
        _epochs.Clear();
        _epochs.AddRange(epochs);
        (BestEpoch, ReferenceLoss) = (bestEpoch, referenceLoss);
    }

    public void RestoreBest(Network network)
    {
        for (var i = 0; i < Best.Length; i++) Best[i].CopyTo(network.Parameters[i].Values);
    }
}
