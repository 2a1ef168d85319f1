namespace Mixtape.Music.Audio.Ears;

/// <summary>How the network that hears is trained.</summary>
public sealed record EarsTrainingOptions
{
    /// <summary>Songs to render and learn from, 64 to 200,000; some 70 KB of memory each.</summary>
    public int Songs
    {
        get;
        init => field = value is >= 64 and <= 200_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Songs), value, "songs must be 64 to 200,000.");
    } = 12_000;

    /// <summary>Songs of other seeds to validate on, 32 to 20,000.</summary>
    public int ValidationSongs
    {
        get;
        init => field = value is >= 32 and <= 20_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(ValidationSongs), value, "songs to validate on must be 32 to 20,000.");
    } = 600;

    /// <summary>How often each song is heard, each time a little faster or slower and through another equalizer; 1 to 1,000.</summary>
    public int Epochs
    {
        get;
        init => field = value is >= 1 and <= 1_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Epochs), value, "epochs must be 1 to 1,000.");
    } = 20;

    /// <summary>From which songs, starts and chances follow.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads to render and train on, 1 to 1,024; the result does not depend on them.</summary>
    public int Threads
    {
        get;
        init => field = value is >= 1 and <= 1_024
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Threads), value, "threads must be 1 to 1,024.");
    } = Environment.ProcessorCount;
}
