namespace Mixtape.Functions.Audio;

/// <summary>What came of hearing a track's audio.</summary>
public enum AudioOutcome
{
    /// <summary>It was heard.</summary>
    Heard,

    /// <summary>It could not be heard; the reason is written down.</summary>
    Failed,

    /// <summary>It had been heard already, perhaps under another ETag.</summary>
    Known,

    /// <summary>It was replaced or deleted meanwhile; whoever did so has it heard anew.</summary>
    Superseded,
}
