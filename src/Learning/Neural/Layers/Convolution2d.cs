namespace Mixtape.Learning.Neural.Layers;

/// <summary>
/// Cross-correlation along two axes: [batch x inputs x height x width] to [batch x outputs x ...], each axis as in
/// <see cref="Convolution1d"/>. Starts after He.
/// </summary>
/// <param name="name">Unique in its network.</param>
/// <param name="inputs">Channels in.</param>
/// <param name="outputs">Channels out.</param>
/// <param name="kernel">Rows and columns of a kernel.</param>
/// <param name="stride">Steps from one window to the next, down and along; 1 when left out.</param>
/// <param name="padding">Zeros at either end, down and along; none when left out.</param>
/// <param name="dilation">Steps from one number of a window to the next; 1 when left out.</param>
/// <param name="hasBias">False where what follows subtracts a mean anyway.</param>
public sealed class Convolution2d(
    string name, int inputs, int outputs, (int Height, int Width) kernel, (int Y, int X)? stride = null, (int Y, int X)? padding = null,
    (int Y, int X)? dilation = null, bool hasBias = true)
    : Convolution(
        name, new ConvolutionShape(inputs, outputs, kernel, stride ?? (1, 1), padding ?? (0, 0), dilation ?? (1, 1)),
        [kernel.Height, kernel.Width], hasBias);
