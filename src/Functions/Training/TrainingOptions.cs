using Mixtape.Music.Collaborative;
using Mixtape.Music.Genres;
using Mixtape.Music.Listening;
using Mixtape.Music.Sound;

namespace Mixtape.Functions.Training;

/// <summary>
/// Everything that decides what a training computes. The same options and events give the same bytes.
/// </summary>
public sealed record TrainingOptions
{
    /// <summary>The model.</summary>
    public AlternatingLeastSquaresOptions Model { get; init; } = new();

    /// <summary>
    /// How strongly vectors are held back, in units of what chance alone would do
    /// (<see cref="AlternatingLeastSquaresOptions.WithRelativeRegularization"/>); replaces the model's own
    /// lambda. Above 0, to a million. Chosen on the validation split of HetRec Last.fm.
    /// </summary>
    public double Regularization
    {
        get;
        init => field = value is > 0 and <= 1e6
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Regularization), value, "regularization must be above 0, to 1,000,000.");
    } = 0.51;

    /// <summary>What events weigh.</summary>
    public InterestOptions Interest { get; init; } = new();

    /// <summary>What the model is judged by.</summary>
    public HoldoutOptions Holdout { get; init; } = new();

    /// <summary>The networks that are trained beside the model.</summary>
    public NetworkOptions Networks { get; init; } = new();

    /// <summary>How factors are told from sound, of tracks that few or none have played.</summary>
    public SoundOptions Sound { get; init; } = new();

    /// <summary>How tracks are put into groups that sound alike.</summary>
    public MicroGenreOptions Groups { get; init; } = new();

    /// <summary>
    /// Iterations, each over both sides, before the model is judged; 1 to 60. The ranking no longer changes after some twenty.
    /// </summary>
    public int Iterations
    {
        get;
        init => field = value is >= 1 and <= 60
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Iterations), value, "iterations must be 1 to 60.");
    } = 20;

    /// <summary>
    /// Iterations over everything, the holdout included, before publishing. Two suffice for a start that is so close.
    /// </summary>
    public int FinishingIterations
    {
        get;
        init => field = value is >= 0 and <= 10
            ? value
            : throw new ArgumentOutOfRangeException(nameof(FinishingIterations), value, "finishing iterations must be 0 to 10.");
    } = 2;

    /// <summary>The fewest iterations that a warm start may ask for: with four, its metrics are those of a start anew.</summary>
    public const int FewestWarmIterations = 4;

    /// <summary>
    /// Whether tracks start from the vectors of the generation that serves, where it knows them and they are as long; fewer iterations then
    /// do. Off, so that what a training gives follows from its events and settings alone: those vectors have seen what is held out, and the
    /// fewer the iterations, the more the metrics flatter.
    /// </summary>
    public bool WarmStart { get; init; }

    /// <summary>
    /// A generation whose NDCG@10 is below the current one's by more than this share is kept, but not published.
    /// </summary>
    public double TolerableLoss
    {
        get;
        init => field = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(TolerableLoss), value, "the tolerable loss must be 0 to 1.");
    } = 0.1;

    /// <summary>Bytes of event blobs that one activity sorts into blocks.</summary>
    public long BytesPerPage
    {
        get;
        init => field = value is >= 1 and <= 1 << 30
            ? value
            : throw new ArgumentOutOfRangeException(nameof(BytesPerPage), value, "a page must have 1 to 1,073,741,824 bytes.");
    } = 32 << 20;

    /// <summary>
    /// Events that one block of listeners has, roughly: what a counting activity holds in memory, about 100 bytes each. Where it is not
    /// set, <see cref="MatrixCut"/> chooses.
    /// </summary>
    public long? EventsPerListenerBlock
    {
        get;
        init => field = value is null or (>= 1 and <= 100_000_000)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(EventsPerListenerBlock), value, "a listener block must have 1 to 100,000,000 events.");
    }

    /// <summary>
    /// Tracks that one block of tracks has, roughly; 64 factors of 65,536 take 16 MB. Where it is not set, <see cref="MatrixCut"/> chooses.
    /// </summary>
    public int? TracksPerTrackBlock
    {
        get;
        init => field = value is null or (>= 1 and <= 10_000_000)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(TracksPerTrackBlock), value, "a track block must have 1 to 10,000,000 tracks.");
    }
}
