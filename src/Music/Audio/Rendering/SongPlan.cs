namespace Mixtape.Music.Audio.Rendering;

/// <summary>What is decided of a song before its first note.</summary>
internal sealed record SongPlan
{
    // Of the meters other than 4/4.
    private static readonly int[] _otherMeters = [3, 6, 5, 7];
    private static readonly double[] _otherMeterWeights = [0.52, 0.36, 0.08, 0.04];

    private static readonly int[] _major = [0, 2, 4, 5, 7, 9, 11];
    private static readonly int[] _mixolydian = [0, 2, 4, 5, 7, 9, 10];
    private static readonly int[] _majorPentatonic = [0, 2, 4, 7, 9];
    private static readonly int[] _majorBlues = [0, 2, 3, 4, 7, 9];
    private static readonly int[] _minor = [0, 2, 3, 5, 7, 8, 10];
    private static readonly int[] _harmonicMinor = [0, 2, 3, 5, 7, 8, 11];
    private static readonly int[] _dorian = [0, 2, 3, 5, 7, 9, 10];
    private static readonly int[] _phrygian = [0, 1, 3, 5, 7, 8, 10];
    private static readonly int[] _minorPentatonic = [0, 3, 5, 7, 10];
    private static readonly int[] _minorBlues = [0, 3, 5, 6, 7, 10];

    public required int Genre { get; init; }
    public required GenreProfile Profile { get; init; }
    public required double StylePoint { get; init; }
    public required StylePlace Style { get; init; }
    public required double Seconds { get; init; }
    public required double Tempo { get; init; }
    public required int Key { get; init; }
    public required Mode Mode { get; init; }
    public required int BeatsPerBar { get; init; }

    /// <summary>The chords, bar by bar: a line of <see cref="Progressions"/>.</summary>
    public required string[] Chords { get; init; }

    /// <summary>The scale of melodies, in semitones above the tonic; it goes with the chords.</summary>
    public required int[] Scale { get; init; }

    public required double TuningCents { get; init; }
    public required bool HasDrums { get; init; }
    public required bool DrumsOnly { get; init; }

    /// <summary>Where the first half of a swung pair ends: 1/2 for straight to 2/3 for triplets.</summary>
    public required double Swing { get; init; }

    /// <summary>Whether swing is between sixteenths and not quavers.</summary>
    public required bool SwingsSixteenths { get; init; }

    public required double Brightness { get; init; }
    public required double Density { get; init; }

    public bool IsCompound => BeatsPerBar == 6;

    /// <summary>Beats to tap in a bar.</summary>
    public int Beats => IsCompound ? 2 : BeatsPerBar;

    /// <summary>The frequency of a MIDI pitch.</summary>
    public float Frequency(double pitch) => (float)(440 * double.Exp2((pitch - 69 + TuningCents / 100) / 12));

    public static SongPlan Draw(SongRequest request, Dice dice)
    {
        var genre = request.Genre ?? dice.Next(RenderGenres.Names.Count);
        var profile = GenreProfiles.All[genre];
        var point = request.Style ?? dice.Unit();
        var style = new StylePlace(genre, point, dice.Split());
        var beats = dice.Chance(profile.OtherMeters) ? _otherMeters[dice.Weighted(_otherMeterWeights)] : 4;
        beats = request.BeatsPerBar ?? beats;
        var minor = dice.Chance(profile.Minor);
        var mode = request.Mode ?? (minor ? Mode.Minor : Mode.Major);
        var tempo = DrawTempo(request, profile, style, beats, dice);
        var line = style.Choose(Progressions.Of(profile.Harmony, mode));
        var swings = dice.Chance(profile.Swing) && beats != 6;
        var drums = dice.Chance(profile.DrumShare);
        var only = dice.Chance(0.05);
        return new SongPlan
        {
            Genre = genre,
            Profile = profile,
            StylePoint = point,
            Style = style,
            Seconds = request.Seconds,
            Tempo = tempo,
            Key = (int?)request.Key ?? dice.Next(12),
            Mode = mode,
            BeatsPerBar = beats,
            Chords = line.Split(' '),
            Scale = DrawScale(profile, mode, line, dice),
            TuningCents = DrawTuning(dice),
            HasDrums = drums || (request.DrumsOnly ?? false),
            DrumsOnly = request.DrumsOnly ?? (only && drums),
            Swing = !swings ? 0.5 : tempo > 185 ? dice.Between(0.52, 0.6) : dice.Between(0.55, 2 / 3.0),
            SwingsSixteenths = swings && tempo < 115 && profile.Swing < 0.7 && dice.Chance(0.6),
            Brightness = style.Trait(StyleTrait.Brightness),
            Density = style.Trait(StyleTrait.Density),
        };
    }

    /// <summary>
    /// The genre's own, or anything; but bars of three are not counted slowly, nor 6/8 in two fast beats, where they would be heard as
    /// something else.
    /// </summary>
    private static double DrawTempo(SongRequest request, GenreProfile profile, StylePlace style, int beatsPerBar, Dice dice)
    {
        var (slow, fast) = profile.Tempo;
        var place = style.Trait(StyleTrait.Tempo);
        var (least, most) = beatsPerBar switch { 3 => (75, 210), 5 => (85, 210), 6 => (55, 115), 7 => (110, 210), _ => (55, 210) };
        var any = dice.LogBetween(least, most);
        var keeps = dice.Chance(0.5) || request.TypicalTempo;
        return request.Tempo ?? (keeps ? Math.Clamp(slow * Math.Pow(fast / slow, place), least, most) : any);
    }

    private static int[] DrawScale(GenreProfile profile, Mode mode, string chords, Dice dice)
    {
        var lowered = chords.Contains("bVII", StringComparison.Ordinal);
        if (profile.Harmony.Contains("blues") && dice.Chance(0.75))
            return mode == Mode.Major ? dice.Pick([_majorBlues, _majorBlues, _minorBlues]) : dice.Pick([_minorBlues, _minorPentatonic]);
        if (mode == Mode.Major)
            return lowered ? dice.Pick([_mixolydian, _majorPentatonic]) : dice.Pick([_major, _major, _majorPentatonic]);
        if (chords.Contains("bII", StringComparison.Ordinal) && !chords.Contains("bIII", StringComparison.Ordinal)) return _phrygian;
        if (chords.Contains(" IV", StringComparison.Ordinal)) return dice.Pick([_dorian, _minorPentatonic]);
        return !lowered && chords.Contains(" V", StringComparison.Ordinal)
            ? dice.Pick([_harmonicMinor, _harmonicMinor, _minor])
            : dice.Pick([_minor, _minor, _minorPentatonic]);
    }

    private static double DrawTuning(Dice dice) => dice.Weighted([0.45, 0.35, 0.2]) switch
    {
        0 => 0,
        1 => Math.Clamp(7 * dice.Gaussian(), -25, 25),
        _ => dice.Between(-50, 50),
    };
}
