using Mixtape.Numerics;

namespace Mixtape.Learning.Neural.Operations;

/// <summary>A tensor [batch x channels x height x width], or without the height, seen as planes.</summary>
internal readonly record struct Planes(int Batch, int Channels, int Height, int Width)
{
    /// <summary>Numbers of one plane.</summary>
    public int Size => Height * Width;

    /// <summary>Numbers of all planes.</summary>
    public int Length => checked(Batch * Channels * Size);

    public static Planes Of(Tensor x) => new(x.Size(0), x.Size(1), x.Rank == 4 ? x.Size(2) : 1, x.Size(-1));

    /// <summary>As a matrix [channels x (batch, position)].</summary>
    public MatrixLayout ByChannel()
    {
        var rows = new int[Channels];
        for (var channel = 0; channel < Channels; channel++) rows[channel] = channel * Size;
        return new MatrixLayout(rows, Positions(Height, Width, (1, 1)));
    }

    /// <summary>Where the first number of each window stands in a sample's first plane: for each sample, then down, then along.</summary>
    public int[] Positions(int height, int width, (int Y, int X) stride)
    {
        var offsets = new int[Batch * height * width];
        var i = 0;
        for (var sample = 0; sample < Batch; sample++)
        {
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++) offsets[i++] = sample * Channels * Size + y * stride.Y * Width + x * stride.X;
            }
        }

        return offsets;
    }
}
