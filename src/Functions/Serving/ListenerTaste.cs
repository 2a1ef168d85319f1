using System.Diagnostics.CodeAnalysis;
using Mixtape.Music.Collaborative;

namespace Mixtape.Functions.Serving;

/// <summary>
/// What is known of a listener right now.
/// </summary>
/// <param name="Vector">Their vector, or null where none of what they played is known to the generation.</param>
/// <param name="Rows">The tracks they know, as rows of the generation.</param>
/// <param name="Strengths">What the plays of each say; 0 where it was only skipped.</param>
/// <param name="IsKnown">Whether there is anything of them at all.</param>
public sealed record ListenerTaste(float[]? Vector, int[] Rows, float[] Strengths, bool IsKnown)
{
    /// <summary>Nothing is known.</summary>
    public static ListenerTaste Unknown { get; } = new(null, [], [], false);

    /// <summary>Whether there is a vector that points somewhere: one of nothing but zeros says nothing of their taste.</summary>
    [MemberNotNullWhen(true, nameof(Vector))]
    public bool HasDirection => Vector is not null && Vector.AsSpan().ContainsAnyExcept(0f);

    /// <summary>Folds a listener in against a generation: the vector, and why a track suits it.</summary>
    public static FoldIn Fold(Generation generation, int[] rows, float[] strengths)
    {
        var played = new Mixtape.Numerics.FactorMatrix(rows.Length, generation.Vectors.Width);
        for (var i = 0; i < rows.Length; i++) generation.CopyLearned(rows[i], played[i]);
        return new FoldIn(generation.Axes, generation.Confidence.Weigh(rows, played), strengths);
    }
}
