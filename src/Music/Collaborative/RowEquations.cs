using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Collaborative;

/// <summary>
/// One row's least squares in its side's principal axes: with the other side's projected rows f_k and offsets o_k of the n pairs that
/// were played, confidences c_k = 1 + w_k, z_k = sqrt(w_k) f_k and the diagonal P of spectrum and penalty,
/// <c>(P + Z^T Z) x = b, b = Z^T v - offset, v_k = (c_k - w_k o_k) / sqrt(w_k)</c> (Hu, Koren and Volinsky 2008, eq. 4).
/// One is filled again and again; not safe for concurrent use.
/// </summary>
internal sealed class RowEquations(PrincipalAxes axes)
{
    // So that dividing by its root does no harm where a weight is all but zero.
    private const float LeastExcess = 1e-12f;

    private readonly List<(FactorMatrix Rows, int End)> _blocks = [];
    private int[] _columns = new int[256];
    private float[] _roots = new float[256];
    private float[] _targets = new float[256];
    private float[] _excess = new float[256];
    private float[] _gathered = [];
    private (int First, int Count) _chunk;

    /// <summary>The side's axes.</summary>
    public PrincipalAxes Axes { get; } = axes;

    /// <summary>Entries of a vector of unknowns with its padding.</summary>
    public int Stride { get; } = FactorMatrix.PaddedWidth(axes.Unknowns);

    /// <summary>Pairs with plays, n.</summary>
    public int Observations { get; private set; }

    /// <summary>What the objective is at x = 0.</summary>
    public double Constant { get; private set; }

    /// <summary>v.</summary>
    public ReadOnlySpan<float> Targets => _targets.AsSpan(0, Observations);

    /// <summary>Forgets the row before.</summary>
    public void Clear()
    {
        _blocks.Clear();
        _chunk = default;
        Observations = 0;
        Constant = Axes.OffsetSquares;
    }

    /// <summary>Adds some of the row's pairs; those with 0 plays add nothing.</summary>
    /// <param name="factors">A block of the other side.</param>
    /// <param name="columns">The rows of that block which are paired with.</param>
    /// <param name="plays">Weighted plays r of each pair.</param>
    public void Add(ProjectedFactors factors, ReadOnlySpan<int> columns, ReadOnlySpan<float> plays)
    {
        Reserve(Observations + columns.Length);
        var excess = _excess.AsSpan(0, columns.Length);
        Axes.Options.Confidence.Excess(plays, excess);
        for (var i = 0; i < columns.Length; i++)
        {
            if (!(plays[i] > 0)) continue;
            var w = Math.Max(excess[i], LeastExcess);
            var root = MathF.Sqrt(w);
            var k = Observations++;
            _columns[k] = columns[i];
            _roots[k] = root;
            if (factors.Offsets.Length == 0)
            {
                _targets[k] = (1 + w) / root;
                Constant += 1 + w;
            }
            else
            {
                double offset = factors.Offsets[columns[i]];
                _targets[k] = (float)((1 + w - w * offset) / root);
                Constant += (1 + w) * (1 - offset) * (1 - offset) - offset * offset;
            }
        }

        _blocks.Add((factors.Rows, Observations));
    }

    /// <summary>
    /// Gathers the rows z of pairs first to first + count - 1 [count rounded up to sixteen x stride], zeros behind them; the next call
    /// overwrites them, unless it asks for the same.
    /// </summary>
    public ReadOnlySpan<float> Gather(int first, int count)
    {
        var padded = FactorMatrix.PaddedWidth(count) * Stride;
        if (_chunk == (first, count)) return _gathered.AsSpan(0, padded);
        _chunk = (first, count);
        if (_gathered.Length < padded) _gathered = new float[padded];
        _gathered.AsSpan(count * Stride, padded - count * Stride).Clear();
        var start = 0;
        foreach (var (rows, end) in _blocks)
        {
            var from = Math.Max(first, start);
            var pairs = Math.Min(first + count, end) - from;
            if (pairs > 0)
            {
                ScaledGather.Copy(
                    rows, _columns.AsSpan(from, pairs), _roots.AsSpan(from, pairs), _gathered.AsSpan((from - first) * Stride, pairs * Stride));
            }

            start = end;
        }

        return _gathered.AsSpan(0, padded);
    }

    /// <summary>
    /// Writes the diagonal P of a row with so many observations [stride]; 1 in the padding, so that dividing by it does no harm.
    /// </summary>
    public void Prior(int observations, Span<float> diagonal)
    {
        var (options, unknowns) = (Axes.Options, Axes.Unknowns);
        var penalty = options.Penalty(Axes.OtherRows, observations);
        for (var i = 0; i < options.Factors; i++) diagonal[i] = Axes.Spectrum[i] + penalty;
        for (var i = options.Factors; i < unknowns; i++) diagonal[i] = Axes.Spectrum[i];
        diagonal[unknowns..].Fill(1);
    }

    private void Reserve(int pairs)
    {
        if (_columns.Length >= pairs) return;
        var length = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)pairs);
        Array.Resize(ref _columns, length);
        Array.Resize(ref _roots, length);
        Array.Resize(ref _targets, length);
        _excess = new float[length];
    }
}
