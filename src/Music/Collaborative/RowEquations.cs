using System.Numerics;
using System.Runtime.Intrinsics;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Collaborative;

/// <summary>
/// One row's least squares in its side's principal axes: with the other side's projected rows f_k and offsets o_k of the n pairs that
/// were played, what their silence would weigh w_k, their excess confidence e_k, z_k = sqrt(e_k) f_k and the diagonal P of spectrum and
/// penalty, <c>(P + Z^T Z) x = b, b = Z^T v - offset, v_k = (w_k + e_k - e_k o_k) / sqrt(e_k)</c> (Hu, Koren and Volinsky 2008, eq. 4).
/// One is filled again and again; not safe for concurrent use.
/// </summary>
internal sealed class RowEquations(PrincipalAxes axes)
{
    // So that dividing by its root does no harm where a play says all but nothing.
    private const float LeastExcess = 1e-12f;

    private readonly List<(FactorMatrix Rows, int End)> _blocks = [];
    private int[] _columns = new int[256];
    private float[] _roots = new float[256];
    private float[] _targets = new float[256];
    private readonly float[] _offset = new float[FactorMatrix.PaddedWidth(axes.Unknowns)];
    private float[] _gathered = [];
    private float _weight;
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

    /// <summary>Their excess confidence, summed.</summary>
    public double Excess { get; private set; }

    /// <summary>The weight of the row's own silence times the axes' offset [stride].</summary>
    public ReadOnlySpan<float> Offset => _weight == 1 ? Axes.Offset : _offset;

    /// <summary>Forgets the row before.</summary>
    /// <param name="weight">What the row's silence weighs.</param>
    public void Clear(float weight)
    {
        _weight = weight;
        if (weight != 1)
            for (var i = 0; i < Axes.Unknowns; i++) _offset[i] = weight * Axes.Offset[i];
        Excess = 0;
        _blocks.Clear();
        _chunk = default;
        Observations = 0;
        Constant = weight * Axes.OffsetSquares;
    }

    /// <summary>Adds some of the row's pairs; those with a strength of 0 add nothing.</summary>
    /// <param name="factors">A block of the other side.</param>
    /// <param name="columns">The rows of that block which are paired with.</param>
    /// <param name="strengths">What the plays of each pair say.</param>
    public void Add(ProjectedFactors factors, ReadOnlySpan<int> columns, ReadOnlySpan<float> strengths)
    {
        Reserve(Observations + columns.Length);
        var first = Observations;
        for (var i = 0; i < columns.Length; i++)
        {
            if (!(strengths[i] > 0)) continue;
            _columns[Observations] = columns[i];
            _roots[Observations] = strengths[i];
            _targets[Observations++] = factors.Weights.Length == 0 ? _weight : _weight * factors.Weights[columns[i]];
        }

        if (factors.Offsets.Length == 0) Weigh(first);
        else Weigh(first, factors.Offsets);
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
    /// Writes the diagonal P of a row whose pairs have so much excess confidence [stride]; 1 in the padding, so that dividing by it does no
    /// harm.
    /// </summary>
    public void Prior(double excess, Span<float> diagonal)
    {
        var (options, unknowns) = (Axes.Options, Axes.Unknowns);
        var penalty = Penalty(excess);
        if (!float.IsFinite(penalty))
            throw new ArithmeticException("A row's confidences add up to more than single precision holds: lower alpha.");
        for (var i = 0; i < options.Factors; i++) diagonal[i] = _weight * Axes.Spectrum[i] + penalty;
        for (var i = options.Factors; i < unknowns; i++) diagonal[i] = _weight * Axes.Spectrum[i];
        diagonal[unknowns..].Fill(1);
    }

    /// <summary>The penalty on the row's squared length where its pairs have so much excess confidence.</summary>
    public float Penalty(double excess) => Axes.Options.Penalty(_weight * (double)Axes.OtherRows + excess);

    /// <summary>Turns strengths into roots, and what silence weighs into targets.</summary>
    private void Weigh(int first)
    {
        var (alpha, least) = (Vector512.Create(Axes.Options.Confidence.Alpha), Vector512.Create(LeastExcess));
        double sum = 0, silences = 0;
        for (var k = first; k < Observations; k += Vector512<float>.Count)
        {
            // The arrays have room for whole vectors; what stands behind the last pair counts for nothing.
            var used = Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(Observations - k)).AsSingle();
            var excess = Vector512.Max(alpha * Vector512.Create(_roots, k), least);
            var silence = Vector512.Create(_targets, k);
            var root = Vector512.Sqrt(excess);
            root.CopyTo(_roots, k);
            ((silence + excess) / root).CopyTo(_targets, k);
            sum += Vector512.Sum(excess & used);
            silences += Vector512.Sum(silence & used);
        }

        Excess += sum;
        Constant += silences + sum;
    }

    private void Weigh(int first, float[] offsets)
    {
        for (var k = first; k < Observations; k++)
        {
            var excess = Math.Max(Axes.Options.Confidence.Alpha * _roots[k], LeastExcess);
            double silence = _targets[k], offset = offsets[_columns[k]];
            _roots[k] = MathF.Sqrt(excess);
            _targets[k] = (float)((silence + excess - excess * offset) / _roots[k]);
            Excess += excess;
            Constant += (silence + excess) * (1 - offset) * (1 - offset) - silence * offset * offset;
        }
    }

    private void Reserve(int pairs)
    {
        if (_columns.Length >= pairs + Vector512<float>.Count) return;
        var length = (int)BitOperations.RoundUpToPowerOf2((uint)(pairs + Vector512<float>.Count));
        Array.Resize(ref _columns, length);
        Array.Resize(ref _roots, length);
        Array.Resize(ref _targets, length);
    }
}
