namespace Mixtape.Music.Collaborative;

/// <summary>How the rows of a half-iteration are solved.</summary>
public enum RowSolverKind
{
    /// <summary>Exactly, by Cholesky's factorization of the normal matrix or, with few plays, of its dual.</summary>
    Cholesky,

    /// <summary>Nearly, by a few steps of conjugate gradients from the last solution.</summary>
    ConjugateGradient,

    /// <summary>
    /// Nearly, some coordinates after the other from the last solution (iALS++, Rendle et al. 2021): for 256 factors and more, where
    /// whole normal matrices are expensive.
    /// </summary>
    Subspace,
}
