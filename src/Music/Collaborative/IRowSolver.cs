namespace Mixtape.Music.Collaborative;

/// <summary>A way to solve one row's least squares. One is used by one thread at a time.</summary>
internal interface IRowSolver
{
    /// <summary>Solves a row.</summary>
    /// <param name="row">Its equations.</param>
    /// <param name="solution">
    /// In: where to start, for solvers that improve on the last solution. Out: the solution [unknowns], in the row's axes.
    /// </param>
    /// <returns>The row's part of the objective at the solution, its own penalty included.</returns>
    /// <exception cref="ArithmeticException">The row cannot be solved in single precision.</exception>
    double Solve(RowEquations row, Span<float> solution);
}
