namespace Mixtape.Music.Audio.Rendering;

/// <summary>What can be hit. The letter of each in <see cref="DrumPatterns"/> stands beside it.</summary>
internal enum DrumVoice
{
    /// <summary>K.</summary>
    Kick,

    /// <summary>S.</summary>
    Snare,

    /// <summary>C.</summary>
    Clap,

    /// <summary>R.</summary>
    Rim,

    /// <summary>H.</summary>
    ClosedHat,

    /// <summary>O.</summary>
    OpenHat,

    /// <summary>D.</summary>
    Ride,

    /// <summary>A.</summary>
    Crash,

    /// <summary>L.</summary>
    LowTom,

    /// <summary>M.</summary>
    HighTom,

    /// <summary>Z.</summary>
    Shaker,

    /// <summary>J.</summary>
    Tambourine,

    /// <summary>G.</summary>
    LowConga,

    /// <summary>N.</summary>
    HighConga,

    /// <summary>B.</summary>
    Brush,

    /// <summary>W.</summary>
    Cowbell,
}
