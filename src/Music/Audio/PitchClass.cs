namespace Mixtape.Music.Audio;

/// <summary>The twelve notes of an octave, a semitone apart. The numbers are part of stored formats.</summary>
public enum PitchClass
{
    /// <summary>C.</summary>
    C,

    /// <summary>C sharp, D flat.</summary>
    CSharp,

    /// <summary>D.</summary>
    D,

    /// <summary>D sharp, E flat.</summary>
    DSharp,

    /// <summary>E.</summary>
    E,

    /// <summary>F.</summary>
    F,

    /// <summary>F sharp, G flat.</summary>
    FSharp,

    /// <summary>G.</summary>
    G,

    /// <summary>G sharp, A flat.</summary>
    GSharp,

    /// <summary>A.</summary>
    A,

    /// <summary>A sharp, B flat.</summary>
    ASharp,

    /// <summary>B.</summary>
    B,
}
