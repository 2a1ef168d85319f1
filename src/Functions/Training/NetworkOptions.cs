namespace Mixtape.Functions.Training;

/// <summary>What networks a training makes.</summary>
public sealed record NetworkOptions
{
    /// <summary>
    /// So many tracks must have features for a network over them to be trained; 20 to 1,000,000. With fewer there is little to learn
    /// that they do not say themselves.
    /// </summary>
    public int MinimumTracks
    {
        get;
        init => field = value is >= 20 and <= 1_000_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MinimumTracks), value, "a network must take 20 to 1,000,000 tracks at least.");
    } = 100;

    /// <summary>
    /// So many tracks, drawn by their ids, a network learns from at most; 20 to 100,000. What more of them add is small, and a training
    /// activity is to end within minutes: the table and its scaled copies take some 20 bytes a number, 512 MB at the most. All tracks get codes.
    /// </summary>
    public int MaximumTracks
    {
        get;
        init => field = value is >= 20 and <= 100_000
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(MaximumTracks), value, "a network must learn from 20 to 100,000 tracks at most.");
    } = 50_000;

    /// <summary>So many features a network takes at most, those that most tracks have; 1 to 256.</summary>
    public int MaximumColumns
    {
        get;
        init => field = value is >= 1 and <= 256
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaximumColumns), value, "a network must take 1 to 256 features at most.");
    } = 256;
}
