namespace Mixtape.Music.Scale;

/// <summary>
/// What comes in and goes out in a month beside the trainings: events, answers, and the playlists of each Monday and Friday. Documents
/// are read and written as the app does; how many requests there are is assumed.
/// </summary>
/// <param name="Size">Whom there is to serve; its events are those of a year.</param>
/// <param name="Rates">The machines.</param>
/// <param name="RequestsPerListener">Answers a listener asks for in a month.</param>
public sealed record ServingPlan(TrainingSize Size, MachineRates Rates, double RequestsPerListener)
{
    /// <summary>Weeks of a month.</summary>
    public const double Weeks = 52 / 12.0;

    // Thirty tracks with their names and reasons.
    private const double PlaylistBytes = 10_000;

    // An event as a listener's document: its fields as JSON, and what the store adds.
    private const double EventDocumentBytes = 350;

    // Discover Weekly asks the catalogue for the artists of 120 tracks, then for the names of 30 and of two reasons each.
    private const double DiscoverTracks = 120 + 30 + 60;

    // Release Radar asks for the artists of what the listener plays most, up to 500, then for names as above.
    private const double RadarTracks = 30 + 60;
    private const double MostPlayedTracks = 500;

    // An answer names ten tracks and two reasons each.
    private const double AnswerTracks = 10 + 20;

    // A track of the catalogue: less than 1 KB.
    private static readonly double _trackUnits = AzurePrices.ReadUnits(1_000);

    private const int ListenersPerActivity = 500;
    private const double BlocksPerRun = 32;

    /// <summary>Events a month.</summary>
    public double Events => Size.Events / 12.0;

    /// <summary>Batches of them, each a blob and an execution.</summary>
    public double Batches => Events / Size.EventsPerBatch;

    /// <summary>Request units of taking them in: a batch is of many listeners, so that nearly each event is a document.</summary>
    public double IngestUnits => Events * AzurePrices.WriteUnits(EventDocumentBytes);

    /// <summary>Seconds of an instance to take them in.</summary>
    public double IngestSeconds => Batches * (Rates.CallSeconds + Size.EventsPerBatch * (Rates.EventSeconds + Rates.DocumentSeconds));

    /// <summary>Bytes of a generation's tracks in the memory of each instance that answers: a vector, its id as text, two counts.</summary>
    public double ServedBytes => Size.Tracks * (4.0 * Size.Factors + 2 * Size.TrackIdBytes + 22 + 8 + 16);

    /// <summary>Answers a month.</summary>
    public double Answers => Size.Listeners * RequestsPerListener;

    /// <summary>Their request units.</summary>
    public double AnswerUnits => Answers * (TasteUnits + AnswerTracks * _trackUnits);

    /// <summary>Seconds of an instance for them: two rounds of documents, and a scan over all vectors.</summary>
    public double AnswerSeconds => Answers * (3 * Rates.CallSeconds + Scan);

    /// <summary>Playlists a month, both kinds.</summary>
    public double Playlists => 2 * Weeks * Size.Listeners;

    /// <summary>Their request units: first a look whether the week's is there already.</summary>
    public double PlaylistUnits => Weeks * Size.Listeners
        * (2 * (AzurePrices.ReadUnits(0) + TasteUnits + AzurePrices.WriteUnits(PlaylistBytes))
            + (DiscoverTracks + RadarTracks + Math.Min(MostPlayedTracks, (double)Size.Pairs / Size.Listeners)) * _trackUnits);

    /// <summary>Activities of one week's batch of one kind.</summary>
    public double BatchActivities => 1 + Size.ListenerBlocks * (1 + GroupsPerBlock);

    /// <summary>Its orchestrations: one a block, and one for so many blocks.</summary>
    public double BatchOrchestrations => Size.ListenerBlocks + Math.Ceiling(Size.ListenerBlocks / BlocksPerRun);

    /// <summary>Seconds of an instance for a month's playlists.</summary>
    public double PlaylistSeconds => Playlists * PlaylistTime / Rates.ActivitiesAtOnce;

    /// <summary>Bytes of a year's playlists: nothing removes them.</summary>
    public double PlaylistsBytesOfAYear => 104.0 * Size.Listeners * PlaylistBytes;

    /// <summary>Bytes of a year's events as documents: nothing removes them.</summary>
    public double EventDocumentsBytes => Size.Events * EventDocumentBytes;

    /// <summary>Seconds of one playlist: four rounds of documents, one write, and a scan.</summary>
    public double PlaylistTime => 5 * Rates.CallSeconds + Scan;

    /// <summary>Seconds of the longest activity of a batch.</summary>
    public double LongestActivity => Math.Max(ListenersPerActivity, Math.Ceiling(Size.BlockListeners / FanOutPlan.Width)) * PlaylistTime;

    /// <summary>
    /// Seconds of one week's batch of one kind on so many instances: blocks one after the other, the groups of a block at once; and no
    /// faster than the container of playlists takes documents.
    /// </summary>
    public double BatchTime(double instances) => Math.Max(
        Size.ListenerBlocks * Math.Ceiling(GroupsPerBlock / (Rates.ActivitiesAtOnce * instances))
            * Math.Min(LongestActivity, Size.BlockListeners * PlaylistTime),
        Size.Listeners * AzurePrices.WriteUnits(PlaylistBytes) / Rates.RequestUnitsPerSecond);

    private double GroupsPerBlock => Math.Min(FanOutPlan.Width, Math.Ceiling(Size.BlockListeners / ListenersPerActivity));

    private double Scan => 4.0 * Size.Factors * Size.Tracks / Rates.ScanBytesPerSecond;

    // The events since the generation, and the listener's vector.
    private double TasteUnits => AzurePrices.QueryUnits
        + AzurePrices.ReadUnits(BlobSizes.ListenerDocument(Size.Factors, (double)Size.Pairs / Size.Listeners));
}
