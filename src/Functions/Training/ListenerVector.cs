namespace Mixtape.Functions.Training;

/// <summary>
/// A listener as a generation knows them: a document in container <c>listeners</c>, partition listener, id generation.
/// One point read tells all that an answer needs.
/// </summary>
/// <param name="Vector">The listener's factors.</param>
/// <param name="Heard">The tracks that the listener knows, as rows of the generation: little-endian 32-bit numbers,
/// rising.</param>
/// <param name="Strengths">What the plays of each say, relative to what else the listener plays and to who else plays the track
/// (<see cref="Mixtape.Music.Listening.ConfidenceWeights"/>), as little-endian 32-bit floats; 0 where it was only skipped.</param>
public sealed record ListenerVector(float[] Vector, byte[] Heard, byte[] Strengths)
{
    /// <summary>The container's name.</summary>
    public const string Container = "listeners";
}

/// <summary>
/// A track's vector: a document in container <c>trackVectors</c>, partition track, id generation. There is one of every track that can be
/// recommended, so also of those that nobody has played.
/// </summary>
/// <param name="Vector">What the track is ranked by: its factors, or where its sound has a say in them, those that it predicts.</param>
/// <param name="Listeners">How many listeners played it.</param>
public sealed record TrackVector(float[] Vector, int Listeners)
{
    /// <summary>The container's name.</summary>
    public const string Container = "trackVectors";
}
