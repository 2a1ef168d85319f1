namespace Mixtape.Learning.Neural.Layers;

/// <summary>
/// Cross-correlation along one axis: [batch x inputs x width] to
/// [batch x outputs x ((width + 2 padding - dilation (kernel - 1) - 1) / stride + 1)]. Starts after He.
/// </summary>
/// <param name="name">Unique in its network.</param>
/// <param name="inputs">Channels in.</param>
/// <param name="outputs">Channels out.</param>
/// <param name="kernel">Numbers of a kernel.</param>
/// <param name="stride">Steps from one window to the next.</param>
/// <param name="padding">Zeros at either end, at most dilation (kernel - 1).</param>
/// <param name="dilation">Steps from one number of a window to the next.</param>
/// <param name="hasBias">False where what follows subtracts a mean anyway.</param>
public sealed class Convolution1d(
    string name, int inputs, int outputs, int kernel, int stride = 1, int padding = 0, int dilation = 1, bool hasBias = true)
    : Convolution(name, new ConvolutionShape(inputs, outputs, (1, kernel), (1, stride), (0, padding), (1, dilation)), [kernel], hasBias);
