using Mixtape.Learning.Neural.Training;

namespace Mixtape.Cli;

/// <summary>The epoch that ended last; written by a training, read by the display.</summary>
internal sealed class LatestEpoch : IProgress<TrainingProgress>
{
    private volatile TrainingProgress? _epoch;

    public TrainingProgress? Epoch => _epoch;

    public void Report(TrainingProgress value) => _epoch = value;
}
