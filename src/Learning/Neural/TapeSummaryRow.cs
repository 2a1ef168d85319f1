namespace Mixtape.Learning.Neural;

/// <summary>What one operation of a tape costs.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Shape">Of its output, as [2 x 3].</param>
/// <param name="Parameters">Numbers that it learns or measures and that no row before has counted.</param>
/// <param name="Bytes">Of its output and the gradient by that.</param>
/// <param name="Forward">Time of a forward step, on average.</param>
/// <param name="Backward">Time of a backward step, on average.</param>
public sealed record TapeSummaryRow(string Name, string Shape, long Parameters, long Bytes, TimeSpan Forward, TimeSpan Backward);
