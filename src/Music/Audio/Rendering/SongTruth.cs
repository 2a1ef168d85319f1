namespace Mixtape.Music.Audio.Rendering;

/// <summary>What is true of a rendered song.</summary>
/// <param name="Tempo">Beats a minute over the song, as listeners would tap it; in 6/8 dotted crotchets.</param>
/// <param name="Key">The tonic.</param>
/// <param name="Mode">Major or minor.</param>
/// <param name="BeatsPerBar">3, 4, 5, 7, or 6 for 6/8.</param>
/// <param name="Genre">Index into <see cref="RenderGenres.Names"/>.</param>
/// <param name="Style">Place on the genre's circle of styles, in [0, 1).</param>
/// <param name="TuningCents">How far above A = 440 Hz everything is tuned, in hundredths of a semitone.</param>
/// <param name="IsCompound">Whether the meter is 6/8: two beats of three quavers.</param>
/// <param name="HasDrums">Whether drums are played.</param>
/// <param name="IsPitched">Whether anything but drums is played; if not, key and mode are not to be heard.</param>
/// <param name="Beats">When the beats are, in seconds, as they would be tapped, all within the song.</param>
/// <param name="BeatNumbers">Which beat of its bar each is; 1 is the downbeat. In 6/8 a bar has the beats 1 and 2.</param>
public sealed record SongTruth(
    double Tempo,
    PitchClass Key,
    Mode Mode,
    int BeatsPerBar,
    int Genre,
    double Style,
    double TuningCents,
    bool IsCompound,
    bool HasDrums,
    bool IsPitched,
    IReadOnlyList<double> Beats,
    IReadOnlyList<int> BeatNumbers);
