namespace Mixtape.Learning.Onnx;

/// <summary>What a <see cref="ModelSession"/> answered under one name.</summary>
/// <param name="Values">The numbers, row-major.</param>
/// <param name="Shape">Their shape.</param>
public sealed record ModelOutput(float[] Values, IReadOnlyList<int> Shape);
