using Mixtape.Numerics.Kernels;

namespace Mixtape.Functions.Serving;

/// <summary>Says which of a listener's own tracks others sound like. Not safe for concurrent use.</summary>
/// <param name="generation">The generation.</param>
/// <param name="taste">What is known of the listener.</param>
internal sealed class SoundReasons(Generation generation, ListenerTaste taste)
{
    private (int Row, float[] Embedding)[]? _own;

    /// <summary>The listener's own tracks that a track sounds most like, with their share of all likeness to it.</summary>
    /// <param name="row">The track.</param>
    /// <param name="count">How many at most.</param>
    public List<(int Row, float Share)> Of(int row, int count)
    {
        if (generation.Sounds?.Find(generation.TrackId(row)) is not { } embedding) return [];
        var alike = (_own ??= Own()).Select(track => (track.Row, Likeness: Cosine(embedding, track.Embedding)))
            .Where(track => track.Likeness > 0)
            .OrderByDescending(track => track.Likeness).ThenBy(track => track.Row)
            .ToArray();
        var all = alike.Sum(track => track.Likeness);
        return [.. alike.Take(count).Select(track => (track.Row, track.Likeness / all))];
    }

    private static float Cosine(float[] x, float[] y) =>
        Dot.Product(x, y) / MathF.Sqrt(Dot.Product(x, x) * Dot.Product(y, y));

    /// <summary>The tracks that the listener plays and that have been heard.</summary>
    private (int Row, float[] Embedding)[] Own() => [.. Enumerable.Range(0, taste.Rows.Length)
        .Where(i => taste.Strengths[i] > 0)
        .Select(i => (Row: taste.Rows[i], Embedding: generation.Sounds!.Find(generation.TrackId(taste.Rows[i]))))
        .Where(track => track.Embedding is not null)
        .Select(track => (track.Row, track.Embedding!))];
}
