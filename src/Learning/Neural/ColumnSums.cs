using Mixtape.Numerics;

namespace Mixtape.Learning.Neural;

/// <summary>The sums of a matrix's columns, each taken from the first row to the last.</summary>
internal sealed class ColumnSums
{
    private const int Columns = 256;

    private readonly ReadOnlyMemory<float> _matrix;
    private readonly Memory<float> _sums;
    private readonly int _rows;
    private readonly ParallelLoop _loop;
    private bool _accumulate;

    /// <param name="team">Who shares the work, by columns.</param>
    /// <param name="matrix">[rows x columns], row-major.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="sums">[columns].</param>
    public ColumnSums(ThreadTeam team, ReadOnlyMemory<float> matrix, int rows, Memory<float> sums)
    {
        (_matrix, _sums, _rows) = (matrix, sums, rows);
        _loop = new ParallelLoop(team, sums.Length, Columns, Sum);
    }

    /// <summary>Writes the sums, or adds them to what stands there.</summary>
    public void Run(bool accumulate)
    {
        _accumulate = accumulate;
        _loop.Run();
    }

    private void Sum(int start, int end)
    {
        var matrix = _matrix.Span;
        var sums = _sums.Span[start..end];
        var columns = _sums.Length;
        if (!_accumulate) sums.Clear();
        for (var row = 0; row < _rows; row++) Elementwise.Map<Elementwise.Sum>(sums, matrix[(row * columns + start)..], sums);
    }
}
