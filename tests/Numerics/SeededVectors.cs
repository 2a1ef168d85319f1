namespace Mixtape.Numerics.Tests;

/// <summary>Vectors whose entries follow from a seed, standard normal.</summary>
internal static class SeededVectors
{
    public static float[] Of(int length, ulong seed)
    {
        var random = new SeededRandom(seed);
        var vector = new float[length];
        for (var i = 0; i < length; i++) vector[i] = (float)random.NextGaussian();
        return vector;
    }

    public static FactorMatrix Matrix(int rows, int width, ulong seed)
    {
        var matrix = new FactorMatrix(rows, width);
        for (var row = 0; row < rows; row++) Of(width, seed + (ulong)row).CopyTo(matrix[row]);
        return matrix;
    }
}
