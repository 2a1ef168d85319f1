using Mixtape.Functions.Http;
using Mixtape.Functions.Serving;
using Mixtape.Functions.Training;
using Mixtape.Functions.Tuning;
using Mixtape.Music.Audio;
using Mixtape.Music.Playlists;

namespace Mixtape.Functions;

/// <summary>
/// The app's settings: section <c>Mixtape</c> of the configuration, so environment variables such as
/// <c>Mixtape__TimeZone</c>.
/// </summary>
public sealed class MixtapeOptions
{
    /// <summary>Where weeks begin and end: an IANA name. UTC unless told otherwise.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>The largest request body, in bytes. 1,000 events of the longest ids fit.</summary>
    public int MaximumBodyBytes
    {
        get;
        init => field = value is >= 1024 and <= 1 << 30
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaximumBodyBytes), value, "bodies must be allowed 1,024 to 1,073,741,824 bytes.");
    } = 4 << 20;

    /// <summary>
    /// The longest audio of a track, in bytes. Six minutes of CD sound in WAV fit, and ten times as many in MP3. Beyond 100 MB the host has
    /// a limit of its own for what is sent, FUNCTIONS_REQUEST_BODY_SIZE_LIMIT.
    /// </summary>
    public long MaximumAudioBytes
    {
        get;
        init => field = value is >= 1024 and <= 1 << 30
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaximumAudioBytes), value, "audio must be allowed 1,024 to 1,073,741,824 bytes.");
    } = 64 << 20;

    /// <summary>How many requests each caller may make.</summary>
    public RateLimitOptions RateLimits { get; init; } = new();

    /// <summary>How audio is decoded: limits of seconds and channels, where ffmpeg is, and how long it may take.</summary>
    public AudioDecoderOptions Audio { get; init; } = new();

    /// <summary>
    /// How many recordings are heard at once on a machine, 1 to 10. One of 15 minutes, the longest taken, needs some 300 MB, so two suit
    /// the 2 GB of a Flex Consumption instance. No more activities run at once than host.json allows, which is two as well.
    /// </summary>
    public int AudioAnalysesAtOnce
    {
        get;
        init => field = value is >= 1 and <= 10
            ? value
            : throw new ArgumentOutOfRangeException(nameof(AudioAnalysesAtOnce), value, "1 to 10 recordings can be heard at once.");
    } = 2;

    /// <summary>
    /// How many of the nearest listeners the model <c>neighbours</c> asks, 1 to 1,000. On the validation split of HetRec Last.fm more
    /// rank worse; each is a document to read.
    /// </summary>
    public int NearestListeners
    {
        get;
        init => field = value is >= 1 and <= 1_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(NearestListeners), value, "1 to 1,000 nearest listeners can be asked.");
    } = 50;

    /// <summary>
    /// How the tracks that the same people play are found. In this process unless told otherwise, which is exact and costs no request; by
    /// Cosmos DB for catalogues whose scan takes too long.
    /// </summary>
    public SimilarTracksMode SimilarTracks { get; init; }

    /// <summary>
    /// Bytes of a generation's listeners' vectors and ids that stay in memory, so that looking for the nearest ones need not read them;
    /// 0 for none. 256 MB hold some 750,000 listeners with 64 factors. Those beyond are read block by block each time.
    /// </summary>
    public long MaximumListenerCacheBytes
    {
        get;
        init => field = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(MaximumListenerCacheBytes), value, "the bytes of listeners to keep in memory must be 0 or more.");
    } = 256 << 20;

    /// <summary>
    /// Bytes of tiles and factors that stay in memory while a training runs, so that an iteration need not read what the one before read
    /// or wrote; 0 for none. 256 MB hold those of some 15 million pairs.
    /// </summary>
    public long MaximumTrainingCacheBytes
    {
        get;
        init => field = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(MaximumTrainingCacheBytes), value, "the bytes of a training to keep in memory must be 0 or more.");
    } = 256 << 20;

    /// <summary>The weekly playlist.</summary>
    public DiscoverWeeklyOptions DiscoverWeekly { get; init; } = new();

    /// <summary>The playlist of new releases.</summary>
    public ReleaseRadarOptions ReleaseRadar { get; init; } = new();

    /// <summary>What a training does where its request says nothing else.</summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>What a search for better settings may take.</summary>
    public TuningOptions Tuning { get; init; } = new();

    /// <summary>The time zone that <see cref="TimeZone"/> names.</summary>
    /// <exception cref="InvalidOperationException">This machine knows no such time zone.</exception>
    public TimeZoneInfo FindTimeZone() => TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone)
        ? zone
        : throw new InvalidOperationException(
            $"Mixtape:TimeZone '{TimeZone}' is no time zone of this machine: use an IANA name such as Europe/Berlin.");
}
