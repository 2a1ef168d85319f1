namespace Mixtape.Music.Audio;

/// <summary>
/// What a listener would say of a recording. What silence or too short a clip does not show is null, and so are tempo and beats where
/// nothing begins, as in a held tone; of noise the model says something all the same, and may sound sure. Each confidence lies between 0
/// and 1, and is the probability that the model gives to what stands beside it.
/// </summary>
public sealed record AudioFeatures
{
    /// <summary>How long it is.</summary>
    public required double Seconds { get; init; }

    /// <summary>Integrated loudness in LUFS (EBU R 128); null for silence and for less than 400 ms.</summary>
    public double? Loudness { get; init; }

    /// <summary>True peak in dBTP; null for silence.</summary>
    public double? TruePeak { get; init; }

    /// <summary>Beats a minute.</summary>
    public double? Tempo { get; init; }

    /// <summary>How sure the tempo is.</summary>
    public double? TempoConfidence { get; init; }

    /// <summary>The tonic.</summary>
    public PitchClass? Key { get; init; }

    /// <summary>Major or minor.</summary>
    public Mode? Mode { get; init; }

    /// <summary>How sure key and mode are, together.</summary>
    public double? KeyConfidence { get; init; }

    /// <summary>Beats of a bar: 3 for 3/4, 4 for 4/4, and so on; 6 for 6/8, whose tempo counts the dotted crotchets.</summary>
    public int? BeatsPerBar { get; init; }

    /// <summary>How sure the beats of a bar are.</summary>
    public double? BeatsPerBarConfidence { get; init; }

    /// <summary>The genre that it sounds like, of those that the network knows.</summary>
    public string? Genre { get; init; }

    /// <summary>How sure the genre is.</summary>
    public double? GenreConfidence { get; init; }
}
