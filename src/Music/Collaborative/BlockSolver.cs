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
    private readonly PrincipalAxes _axes;
    private readonly bool _includeHoldout;
    private readonly ParallelOptions _parallel;
    private readonly RowObjective[] _objectives;
    private float[] _matrices = [];
    private float[] _rightSides = [];
    private double[] _constants = [];
    private int[] _observations = [];
    private int _first;

    /// <summary>Nothing is solved yet; the rows start from <paramref name="start"/>, or from zeros.</summary>
    public BlockSolver(
        PrincipalAxes axes, int rows, FactorMatrix? start, bool includeHoldout, int threads, CancellationToken cancellationToken)
    {
        (_axes, _includeHoldout) = (axes, includeHoldout);
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
        worker.Equations.Clear();
        foreach (var part in parts) Add(worker.Equations, part, i);
        var minimum = worker.Solver.Solve(worker.Equations, Solution[i]);
        _objectives[i] = new RowObjective(minimum, Penalty(worker.Equations.Observations, i));
    });

    /// <summary>Opens the normal matrices of some rows.</summary>
    public void Open(int first, int count)
    {
        _first = first;
        (_matrices, _rightSides) = (new float[(long)count * MatrixRoom], new float[count * Solution.Stride]);
        (_constants, _observations) = (new double[count], new int[count]);
    }

    /// <summary>Adds a part to the open rows.</summary>
    public void Accumulate(TilePart part) => ForEachRow(_observations.Length, (i, worker) =>
    {
        worker.Equations.Clear();
        Add(worker.Equations, part, _first + i);
        ExactRowSolver.Accumulate(
            worker.Equations, _matrices.AsSpan(i * MatrixRoom, MatrixRoom), _rightSides.AsSpan(i * Solution.Stride, Solution.Stride));
        _constants[i] += worker.Equations.Constant - _axes.OffsetSquares;
        _observations[i] += worker.Equations.Observations;
    });

    /// <summary>Solves the open rows.</summary>
    public void SolveOpen() => ForEachRow(_observations.Length, (i, worker) =>
    {
        var minimum = worker.Exact.SolveAccumulated(
            worker.Equations, _matrices.AsSpan(i * MatrixRoom, MatrixRoom), _rightSides.AsSpan(i * Solution.Stride, Solution.Stride),
            _observations[i], _constants[i] + _axes.OffsetSquares, Solution[_first + i]);
        _objectives[_first + i] = new RowObjective(minimum, Penalty(_observations[i], _first + i));
    });

    private void Add(RowEquations equations, TilePart part, int row)
    {
        var (offset, length) = part.Tile.Row(row, _includeHoldout).GetOffsetAndLength(part.Tile.Entries);
        if (length > 0) equations.Add(part.Factors, part.Tile.Columns.AsSpan(offset, length), part.Tile.Plays.AsSpan(offset, length));
    }

    private double Penalty(int observations, int row)
    {
        var vector = Solution[row][.._axes.Options.Factors]; // as long as the factors themselves, which are the same turned
        return (double)_axes.Options.Penalty(_axes.OtherRows, observations) * Dot.Product(vector, vector);
    }

    // What one row throws is what the caller should see, not a collection of what several rows threw.
    private void ForEachRow(int rows, Action<int, Worker> action)
    {
        try
        {
            Parallel.For(0, rows, _parallel, () => new Worker(_axes), (i, _, worker) =>
            {
                action(i, worker);
                return worker;
            }, _ => { });
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }

    /// <summary>What one thread works with.</summary>
    private sealed class Worker(PrincipalAxes axes)
    {
        public RowEquations Equations { get; } = new(axes);

        public ExactRowSolver Exact { get; } = new(axes);

        public IRowSolver Solver { get; } = axes.Options.Solver switch
        {
            RowSolverKind.ConjugateGradient => new ConjugateGradientRowSolver(axes, axes.Options.ConjugateGradientSteps),
            RowSolverKind.Subspace => new SubspaceRowSolver(axes, axes.Options.SubspaceBlock),
            _ => new ExactRowSolver(axes),
        };
    }
}
