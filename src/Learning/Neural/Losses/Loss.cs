using Mixtape.Learning.Neural.Operations;

namespace Mixtape.Learning.Neural.Losses;

/// <summary>
/// What training makes small: each is one number, the mean over all rows (or numbers) of weight times loss. Weights are 1 when left out;
/// a weight of 0 hides padding, and weights may be negative (policy gradients). The mean divides by the count, not by the weights' sum.
/// </summary>
public static class Loss
{
    /// <summary>
    /// -ln softmax(logits)[label], for one label a row.
    /// </summary>
    /// <param name="logits">[... x classes].</param>
    /// <param name="labels">[...]: from 0 to classes - 1; anything else fails the step.</param>
    /// <param name="weights">[...], or null.</param>
    public static Tensor CrossEntropy(Tensor logits, IndexTensor labels, Tensor? weights = null) =>
        logits.Tape.Record(new CrossEntropyOperation(logits, labels, weights));

    /// <summary>Minus the sum over classes of target times ln softmax(logits), for a distribution a row.</summary>
    /// <param name="logits">[... x classes], finite: mask a class by -1e9 rather than minus infinity, of which 0 times is not a number.</param>
    /// <param name="targets">[... x classes], each row with sum 1.</param>
    /// <param name="weights">[...], or null.</param>
    public static Tensor CrossEntropy(Tensor logits, Tensor targets, Tensor? weights = null) =>
        logits.Tape.Record(new CrossEntropyOperation(logits, targets, weights));

    /// <summary>-target ln p - (1 - target) ln(1 - p), with p = 1 / (1 + exp(-logit)), for each number.</summary>
    /// <param name="logits">Any shape.</param>
    /// <param name="targets">The same: from 0 to 1.</param>
    /// <param name="weights">One weight for each number, or for each run of equally many numbers, such as a row; or null.</param>
    public static Tensor BinaryCrossEntropy(Tensor logits, Tensor targets, Tensor? weights = null) =>
        logits.Tape.Record(new PointwiseLossOperation<BinaryCrossEntropyLoss>("binary-cross-entropy", logits, targets, weights));

    /// <summary>(x - target)^2, for each number.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="targets">The same.</param>
    /// <param name="weights">As in <see cref="BinaryCrossEntropy"/>.</param>
    public static Tensor SquaredError(Tensor x, Tensor targets, Tensor? weights = null) =>
        x.Tape.Record(new PointwiseLossOperation<SquaredErrorLoss>("squared-error", x, targets, weights));

    /// <summary>With e = |x - target|: e^2 / 2 up to 1, then e - 1/2, for each number (Huber 1964).</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="targets">The same.</param>
    /// <param name="weights">As in <see cref="BinaryCrossEntropy"/>.</param>
    public static Tensor Huber(Tensor x, Tensor targets, Tensor? weights = null) =>
        x.Tape.Record(new PointwiseLossOperation<HuberLoss>("huber", x, targets, weights));

    /// <summary>The sum of several losses, each times its share.</summary>
    public static Tensor Sum(params ReadOnlySpan<(Tensor Loss, float Share)> terms)
    {
        if (terms.Length < 2) throw new ArgumentException("A sum of losses wants at least two.");
        var (sum, share) = terms[0];
        foreach (var (loss, next) in terms[1..])
        {
            sum = loss.Tape.Record(new SumOperation(loss.Tape, "loss", sum, loss, share, next));
            share = 1;
        }

        return sum;
    }
}
