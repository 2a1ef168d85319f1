namespace Mixtape.Learning.Neural.Training;

/// <summary>A batch's computation on a tape: its loss, and how its inputs are filled with given examples.</summary>
/// <param name="Loss">The mean loss of the batch.</param>
/// <param name="Fill">Writes the inputs of these examples, as many as the batch has.</param>
public sealed record RecordedBatch(Tensor Loss, FillBatch Fill);

/// <summary>Writes the inputs of a batch: the examples' numbers, of which there are as many as the batch has.</summary>
public delegate void FillBatch(ReadOnlySpan<int> examples);

/// <summary>Records a batch of a size on a tape. Called once for training and once for validation, and for a last, smaller batch.</summary>
public delegate RecordedBatch RecordBatch(Tape tape, int batchSize);
