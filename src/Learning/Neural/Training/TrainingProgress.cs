namespace Mixtape.Learning.Neural.Training;

/// <summary>What one epoch came to.</summary>
/// <param name="Epoch">Counted from 1.</param>
/// <param name="Epochs">How many there will be at most.</param>
/// <param name="Loss">The mean loss over the epoch's steps.</param>
/// <param name="ValidationLoss">The mean loss over the validation examples at its end; null without any.</param>
/// <param name="IsBest">Whether no epoch before was as good.</param>
/// <param name="LearningRate">Of its last step.</param>
/// <param name="GradientNorm">Of its last step, before clipping.</param>
/// <param name="ExamplesPerSecond">Training examples, over the whole epoch.</param>
public sealed record TrainingProgress(
    int Epoch,
    int Epochs,
    double Loss,
    double? ValidationLoss,
    bool IsBest,
    double LearningRate,
    double GradientNorm,
    double ExamplesPerSecond);
