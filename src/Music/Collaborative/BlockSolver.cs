using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Mixtape.Music.Listening;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Collaborative;

/// <summary>A block's tile against one block of the other side, and that block's factors in the side's axes.</summary>
internal sealed record TilePart(MatrixTile Tile, ProjectedFactors Factors);

/// <summary>
/// Solves the rows of a block over several threads, each with equations and a solver of its own: either at once, with everything that
/// the rows are paired with in memory, or by opening some rows' normal matrices, adding part after part, and solving those.
/// </summary>
internal sealed class BlockSolver
{
    private const int PrefetchedRows = 128;

    private readonly PrincipalAxes _axes;
    private readonly float[] _weights;
    private readonly bool _includeHoldout;
    private readonly ParallelOptions _parallel;
    private readonly ConcurrentBag<Worker> _workers = []; // those of tasks that have ended
    private readonly RowObjective[] _objectives;
    private float[] _matrices = [];
    private float[] _rightSides = [];
    private double[] _constants = [];
    private double[] _excess = [];
    private int _first;

    /// <summary>
    /// Nothing is solved yet; the rows start from <paramref name="start"/>, or from zeros. Their silence weighs <paramref name="weights"/>, or 1
    /// where there are none.
    /// </summary>
    public BlockSolver(
        PrincipalAxes axes, int rows, FactorMatrix? start, float[] weights, bool includeHoldout, int threads, CancellationToken cancellationToken)
    {
        (_axes, _weights, _includeHoldout) = (axes, weights, includeHoldout);
        if (weights.Length > 0 && weights.Length != rows) throw new ArgumentException($"{rows} rows have {weights.Length} weights.");
        _parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        _objectives = new RowObjective[rows];
        if (start is not null && start.Rows != rows) throw new ArgumentException($"{start.Rows} rows to start from for {rows}.");
        Solution = start ?? new FactorMatrix(rows, axes.Unknowns);
    }

    /// <summary>What was solved, in the axes [rows x unknowns].</summary>
    public FactorMatrix Solution { get; }

    /// <summary>The rows' objectives, summed.</summary>
    public RowObjective Objective
    {
        get
        {
            double minimum = 0, penalty = 0;
            foreach (var row in _objectives) (minimum, penalty) = (minimum + row.Minimum, penalty + row.Penalty);
            return new RowObjective(minimum, penalty);
        }
    }

    /// <summary>Bytes of one open normal matrix and its right side.</summary>
    public long BytesPerMatrix => sizeof(float) * (MatrixRoom + (long)Solution.Stride);

    private int MatrixRoom => CholeskySolver.Room(_axes.Unknowns);

    /// <summary>Solves all rows, given all parts.</summary>
    public void Solve(IReadOnlyList<TilePart> parts) => ForEachRow(_objectives.Length, (i, worker) =>
    {
        worker.Equations.Clear(Weight(i));
        foreach (var part in parts) Add(worker.Equations, part, i);
        if (i + 1 < _objectives.Length)
            foreach (var part in parts) Prefetch(part, i + 1);
        var minimum = worker.Solver.Solve(worker.Equations, Solution[i]);
        _objectives[i] = new RowObjective(minimum, Penalty(worker.Equations.Penalty(worker.Equations.Excess), i));
    });

    /// <summary>Opens the normal matrices of some rows.</summary>
    public void Open(int first, int count)
    {
        _first = first;
        (_matrices, _rightSides) = (new float[(long)count * MatrixRoom], new float[count * Solution.Stride]);
        (_constants, _excess) = (new double[count], new double[count]);
    }

    /// <summary>Adds a part to the open rows.</summary>
    public void Accumulate(TilePart part) => ForEachRow(_excess.Length, (i, worker) =>
    {
        worker.Equations.Clear(Weight(_first + i));
        Add(worker.Equations, part, _first + i);
        ExactRowSolver.Accumulate(
            worker.Equations, _matrices.AsSpan(i * MatrixRoom, MatrixRoom), _rightSides.AsSpan(i * Solution.Stride, Solution.Stride));
        _constants[i] += worker.Equations.Constant - Weight(_first + i) * _axes.OffsetSquares;
        _excess[i] += worker.Equations.Excess;
    });

    /// <summary>Solves the open rows.</summary>
    public void SolveOpen() => ForEachRow(_excess.Length, (i, worker) =>
    {
        worker.Equations.Clear(Weight(_first + i));
        var minimum = worker.Exact.SolveAccumulated(
            worker.Equations, _matrices.AsSpan(i * MatrixRoom, MatrixRoom), _rightSides.AsSpan(i * Solution.Stride, Solution.Stride),
            _excess[i], _constants[i] + worker.Equations.Constant, Solution[_first + i]);
        _objectives[_first + i] = new RowObjective(minimum, Penalty(worker.Equations.Penalty(_excess[i]), _first + i));
    });

    private void Add(RowEquations equations, TilePart part, int row)
    {
        var (offset, length) = part.Tile.Row(row, _includeHoldout).GetOffsetAndLength(part.Tile.Entries);
        if (length > 0) equations.Add(part.Factors, part.Tile.Columns.AsSpan(offset, length), part.Tile.Values.AsSpan(offset, length));
    }

    // While a row is solved, what the next one needs is on its way.
    private void Prefetch(TilePart part, int row)
    {
        var (offset, length) = part.Tile.Row(row, _includeHoldout).GetOffsetAndLength(part.Tile.Entries);
        ScaledGather.Prefetch(part.Factors.Rows, part.Tile.Columns.AsSpan(offset, Math.Min(length, PrefetchedRows)));
    }

    private float Weight(int row) => _weights.Length == 0 ? 1 : _weights[row];

    private double Penalty(double penalty, int row)
    {
        var vector = Solution[row][.._axes.Options.Factors]; // as long as the factors themselves, which are the same turned
        return penalty * Dot.Product(vector, vector);
    }

    // What one row throws is what the caller should see, not a collection of what several rows threw.
    private void ForEachRow(int rows, Action<int, Worker> action)
    {
        try
        {
            Parallel.For(0, rows, _parallel, () => _workers.TryTake(out var idle) ? idle : new Worker(_axes), (i, _, worker) =>
            {
                action(i, worker);
                return worker;
            }, _workers.Add);
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }

    /// <summary>What one thread works with.</summary>
    private sealed class Worker
    {
        public Worker(PrincipalAxes axes)
        {
            Equations = new RowEquations(axes);
            Exact = new ExactRowSolver(axes);
            Solver = axes.Options.Solver switch
            {
                RowSolverKind.ConjugateGradient => new ConjugateGradientRowSolver(axes, axes.Options.ConjugateGradientSteps),
                RowSolverKind.Subspace => new SubspaceRowSolver(axes, axes.Options.SubspaceBlock),
                _ => Exact,
            };
        }

        public RowEquations Equations { get; }

        public ExactRowSolver Exact { get; }

        public IRowSolver Solver { get; }
    }
}
