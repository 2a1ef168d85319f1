namespace Mixtape.Learning.Onnx;

/// <summary>Numbers for an input of a <see cref="ModelSession"/>.</summary>
/// <param name="Name">The input's name.</param>
/// <param name="Values">The numbers, row-major; not to be changed during the run.</param>
/// <param name="Shape">Their shape, each dimension 1 or more.</param>
public readonly record struct ModelInput(string Name, ReadOnlyMemory<float> Values, params int[] Shape);
