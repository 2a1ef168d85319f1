namespace Mixtape.Music.Audio.Rendering;

/// <summary>What is usual in a genre. Probabilities are those of a song; lists are places on the circle of styles.</summary>
internal sealed record GenreProfile
{
    /// <summary>The slowest and fastest usual beats a minute.</summary>
    public required (double Slow, double Fast) Tempo { get; init; }

    /// <summary>The probability of minor.</summary>
    public required double Minor { get; init; }

    /// <summary>The probability of a meter other than 4/4.</summary>
    public required double OtherMeters { get; init; }

    /// <summary>The probability of swing.</summary>
    public required double Swing { get; init; }

    /// <summary>The probability of drums.</summary>
    public required double DrumShare { get; init; }

    /// <summary>Families of <see cref="DrumPatterns"/>.</summary>
    public required string[] Drums { get; init; }

    /// <summary>How electronic the drum kits are, from 0 (played) to 1.</summary>
    public required double Electronic { get; init; }

    /// <summary>Rows of <see cref="BassLines"/>.</summary>
    public required string[] BassLines { get; init; }

    /// <summary>Names of <see cref="Patches"/> for the bass.</summary>
    public required string[] Basses { get; init; }

    /// <summary>Chord instruments and how each is played: a patch and a style of <see cref="CompStyles"/>.</summary>
    public required (string Patch, string Style)[] Chords { get; init; }

    /// <summary>Patches that hold chords behind the others.</summary>
    public required string[] Pads { get; init; }

    /// <summary>The probability of a pad.</summary>
    public required double PadShare { get; init; }

    /// <summary>Patches that sing the melody.</summary>
    public required string[] Leads { get; init; }

    /// <summary>The probability of a melody.</summary>
    public required double LeadShare { get; init; }

    /// <summary>Families of <see cref="Progressions"/>.</summary>
    public required string[] Harmony { get; init; }

    /// <summary>How likely chords are widened to sevenths and ninths.</summary>
    public required double Extensions { get; init; }

    /// <summary>Reverberation, 0 to 1.</summary>
    public required double Space { get; init; }

    /// <summary>Compression and saturation, 0 to 1.</summary>
    public required double Loudness { get; init; }

    /// <summary>How loud the drums are against the rest, in dB.</summary>
    public double DrumLevel { get; init; }
}
