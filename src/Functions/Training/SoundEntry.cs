using Mixtape.Music.Collaborative;
using Mixtape.Music.Sound;

namespace Mixtape.Functions.Training;

/// <summary>
/// What a generation knows of tracks' sound: embeddings of those that have some, played or not, and where sound tells of what people play,
/// the factors that it predicts of those that few or none have played.
/// </summary>
/// <param name="Model">The network whose embeddings they are: the hash of its file.</param>
/// <param name="Width">Numbers of an embedding.</param>
/// <param name="Quality">How well they tell factors; null where nothing is predicted.</param>
/// <param name="BySound">
/// The mean AUC with which predicted factors rank tracks that they were not learned from; null where there is none.
/// </param>
/// <param name="ByPlays">The same of their own factors, which know the plays that are asked for.</param>
public sealed record SoundEntry(string Model, int Width, SoundQuality? Quality = null, double? BySound = null, double? ByPlays = null)
{
    private const string TracksPart = "sound-ids";
    private const string EmbeddingsPart = "sound";
    private const string PredictedTracksPart = "predicted-ids";
    private const string PredictedPart = "predicted";

    /// <summary>How many groups of tracks that sound alike there are; 0 for none.</summary>
    public int Groups { get; init; }

    /// <summary>Whether factors are predicted.</summary>
    public bool HasPredictions => Quality is not null;

    /// <summary>The ids of the tracks of a block that have an embedding.</summary>
    public static string Tracks(string generation, int block) => Part(generation, block, TracksPart);

    /// <summary>Their embeddings, row by row.</summary>
    public static string Embeddings(string generation, int block) => Part(generation, block, EmbeddingsPart);

    /// <summary>
    /// The ids of the tracks of a block whose factors are predicted; those that the block's own table lacks nobody has played.
    /// </summary>
    public static string PredictedTracks(string generation, int block) => Part(generation, block, PredictedTracksPart);

    /// <summary>Their factors, row by row.</summary>
    public static string Predicted(string generation, int block) => Part(generation, block, PredictedPart);

    private static string Part(string generation, int block, string part) =>
        GenerationManifest.Block(generation, Side.Tracks, block, part);
}
