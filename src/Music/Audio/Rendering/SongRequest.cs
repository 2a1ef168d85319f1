namespace Mixtape.Music.Audio.Rendering;

/// <summary>What a song shall be like. Whatever is null is drawn from the seed.</summary>
public sealed record SongRequest
{
    /// <summary>Decides everything that the other properties leave open.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Index into <see cref="RenderGenres.Names"/>.</summary>
    public int? Genre { get; init; }

    /// <summary>Place on the genre's circle of styles, in [0, 1): neighbours sound alike.</summary>
    public double? Style { get; init; }

    /// <summary>Length, from 0.1 to 600 seconds.</summary>
    public double Seconds { get; init; } = 16;

    /// <summary>
    /// Beats a minute, from 40 to 240; in 6/8 dotted crotchets. When null, the genre's own half of the time, else anything from 55 to 210.
    /// </summary>
    public double? Tempo { get; init; }

    /// <summary>Keeps a drawn tempo to what is usual in the genre.</summary>
    public bool TypicalTempo { get; init; }

    /// <summary>The tonic.</summary>
    public PitchClass? Key { get; init; }

    /// <summary>Major or minor.</summary>
    public Mode? Mode { get; init; }

    /// <summary>3, 4, 5, 7, or 6 for 6/8.</summary>
    public int? BeatsPerBar { get; init; }

    /// <summary>Whether nothing but drums is heard; when null, in one song of twenty.</summary>
    public bool? DrumsOnly { get; init; }

    /// <exception cref="ArgumentException">A property is out of its range.</exception>
    internal void Validate()
    {
        if (Genre is { } genre && (uint)genre >= (uint)RenderGenres.Names.Count)
            throw new ArgumentException($"There is no genre {genre}: give 0 to {RenderGenres.Names.Count - 1}, or null.");
        if (Style is { } style && !(style >= 0 && style < 1))
            throw new ArgumentException($"Style is {style}: give 0 or more, and below 1.");
        if (!(Seconds >= 0.1 && Seconds <= 600)) throw new ArgumentException($"Seconds is {Seconds}: give 0.1 to 600.");
        if (Tempo is { } tempo && !(tempo >= 40 && tempo <= 240)) throw new ArgumentException($"Tempo is {tempo}: give 40 to 240.");
        if (BeatsPerBar is { } beats && beats is not (3 or 4 or 5 or 6 or 7))
            throw new ArgumentException($"BeatsPerBar is {beats}: give 3, 4, 5, 6 (for 6/8) or 7.");
    }
}
