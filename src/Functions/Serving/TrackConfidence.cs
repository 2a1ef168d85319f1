using Mixtape.Functions.Training;
using Mixtape.Music.Collaborative;
using Mixtape.Music.Listening;
using Mixtape.Numerics;

namespace Mixtape.Functions.Serving;

/// <summary>
/// What plays and silence weigh in a generation, by row of its tracks: the same as in its training, so that folding in gives what training
/// would have. Immutable, safe for concurrent use.
/// </summary>
/// <param name="manifest">The generation.</param>
/// <param name="listeners">How many listeners each track had in training.</param>
public sealed class TrackConfidence(GenerationManifest manifest, int[] listeners)
{
    private readonly ConfidenceWeights _weights = new(manifest.Options.Model.Confidence, manifest.Shape.Totals);

    /// <summary>How many listeners a track had in training.</summary>
    public int Listeners(int row) => listeners[row];

    /// <summary>What a listener's plays say.</summary>
    /// <param name="rows">All tracks that they know.</param>
    /// <param name="plays">The weighted plays of each.</param>
    /// <param name="held">Which of them training would have held out.</param>
    public float[] Weigh(int[] rows, float[] plays, bool[] held)
    {
        var strengths = new float[plays.Length];
        _weights.Weigh(plays, Array.ConvertAll(rows, row => listeners[row]), held, strengths);
        return strengths;
    }

    /// <summary>The vectors of some tracks with what their silence weighs.</summary>
    public WeightedFactors Weigh(int[] rows, FactorMatrix vectors) =>
        new(vectors, _weights.Silence(Array.ConvertAll(rows, row => listeners[row])));
}
