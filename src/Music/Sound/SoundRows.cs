using Mixtape.Learning.Regression;
using Mixtape.Numerics;

namespace Mixtape.Music.Sound;

/// <summary>Collects tracks as rows of a regression. Not safe for concurrent use.</summary>
/// <param name="inputs">Entries of an embedding.</param>
/// <param name="outputs">Entries of a factor row.</param>
internal sealed class SoundRows(int inputs, int outputs)
{
    private readonly List<float> _embeddings = [];
    private readonly List<float> _factors = [];
    private readonly List<float> _weights = [];

    /// <summary>How many there are.</summary>
    public int Count => _weights.Count;

    /// <summary>Adds a track.</summary>
    public void Add(ReadOnlySpan<float> embedding, ReadOnlySpan<float> factors, float weight)
    {
        _embeddings.AddRange(embedding);
        _factors.AddRange(factors);
        _weights.Add(weight);
    }

    /// <summary>Adds all of others.</summary>
    public void Add(SoundRows others)
    {
        _embeddings.AddRange(others._embeddings);
        _factors.AddRange(others._factors);
        _weights.AddRange(others._weights);
    }

    /// <summary>The rows.</summary>
    public RegressionRows ToRows() => new(Matrix(_embeddings, inputs), Matrix(_factors, outputs), [.. _weights]);

    private FactorMatrix Matrix(List<float> values, int width)
    {
        var matrix = new FactorMatrix(Count, width);
        for (var row = 0; row < Count; row++)
            for (var i = 0; i < width; i++) matrix[row][i] = values[row * width + i];
        return matrix;
    }
}
