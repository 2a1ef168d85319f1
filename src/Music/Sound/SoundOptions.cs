namespace Mixtape.Music.Sound;

/// <summary>When and from what tracks' factors are told from their sound.</summary>
public sealed record SoundOptions
{
    /// <summary>
    /// A track with fewer listeners gets factors that its sound has a say in; 1 to 1,000,000. On a sample world, what the other plays of
    /// five listeners tell of a track ranks as well as what middling embeddings tell (AUC 0.884 and 0.879).
    /// </summary>
    public int MinimumListeners
    {
        get;
        init => field = value is >= 1 and <= 1_000_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MinimumListeners), value, "a track must need 1 to 1,000,000 listeners.");
    } = 5;

    /// <summary>
    /// So many tracks with as many listeners must have audio for their factors to be told from it; 20 to 1,000,000. With fewer, a
    /// regression learns their accidents.
    /// </summary>
    public int MinimumTracks
    {
        get;
        init => field = value is >= 20 and <= 1_000_000
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(MinimumTracks), value, "a regression must take 20 to 1,000,000 tracks at least.");
    } = 100;

    /// <summary>
    /// So many tracks, drawn by their ids, a network learns from at most; 20 to 100,000. A linear map takes all there are.
    /// </summary>
    public int MaximumTracks
    {
        get;
        init => field = value is >= 20 and <= 100_000
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(MaximumTracks), value, "a network must learn from 20 to 100,000 tracks at most.");
    } = 50_000;

    /// <summary>
    /// So many tracks that nobody has played take part at most, drawn by their ids; 0 to 10,000,000. Whoever serves holds the factors and
    /// the embedding of each in memory, some 512 bytes.
    /// </summary>
    public int MaximumUnplayed
    {
        get;
        init => field = value is >= 0 and <= 10_000_000
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(MaximumUnplayed), value, "0 to 10,000,000 tracks that nobody has played can take part.");
    } = 500_000;

    /// <summary>Whether so many listeners suffice for a track's factors to be learned from.</summary>
    public bool Trusts(int listeners) => listeners >= MinimumListeners;
}
