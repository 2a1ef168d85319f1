namespace Mixtape.Music.Audio.Rendering;

/// <summary>How a song is recorded and mastered, from a clean concert hall to a worn tape.</summary>
internal sealed record Production
{
    public required double ReverbSeconds { get; init; }
    public required double RoomSize { get; init; }
    public required float ReverbLevel { get; init; }
    public required float Darkness { get; init; }

    /// <summary>dB that the air above 6 kHz, the highs above 2 kHz and the lows below 120 Hz are raised by.</summary>
    public required (double Air, double High, double Low) Tilt { get; init; }

    /// <summary>The band that is left, in Hz; a high end at or above 10,500 is left alone.</summary>
    public required (double Low, double High) Band { get; init; }

    /// <summary>How much louder than the threshold comes out, as a share in dB; 1 for no compression.</summary>
    public required float Ratio { get; init; }

    /// <summary>Gain into the soft clipper.</summary>
    public required float Drive { get; init; }

    /// <summary>Levels of hiss, hum and crackle.</summary>
    public required (float Hiss, float Hum, float Crackle) Noise { get; init; }

    /// <summary>How far pitch wavers, as a share.</summary>
    public required double Wow { get; init; }

    /// <summary>dB that players swell and fade by, from bar to bar.</summary>
    public required double Swell { get; init; }

    /// <summary>The peak in the end.</summary>
    public required float Peak { get; init; }

    /// <summary>Seconds of fades at the start and the end; 0 for none.</summary>
    public required (double In, double Out) Fade { get; init; }

    public static Production Draw(SongPlan plan, Dice dice)
    {
        var profile = plan.Profile;
        var space = Math.Clamp(profile.Space * (0.4 + 1.2 * plan.Style.Trait(StyleTrait.Space)), 0, 1);
        var grit = plan.Style.Trait(StyleTrait.Grit);
        var loud = Math.Clamp(profile.Loudness + 0.3 * (plan.Style.Trait(StyleTrait.Loudness) - 0.5), 0, 1);
        var old = grit > 0.6 && dice.Chance(0.45);
        var dull = old || dice.Chance(0.12);
        return new Production
        {
            ReverbSeconds = 0.3 + 3 * space * space + 0.3 * dice.Unit(),
            RoomSize = dice.Between(0.5, 1.2) + space,
            ReverbLevel = (float)(0.08 + 0.4 * space * dice.Between(0.6, 1.2)),
            Darkness = (float)dice.Between(0.2, 0.8),
            Tilt = (4 + 6 * loud + 3 * dice.Gaussian(), 8 * (plan.Brightness - 0.4) + 2.5 * dice.Gaussian(),
                4 * loud + 2.5 * dice.Gaussian()),
            Band = (old ? dice.LogBetween(60, 220) : dice.LogBetween(20, 60), dull ? dice.LogBetween(3_000, 8_000) : 10_600),
            Ratio = (float)(1 - 0.65 * loud),
            Drive = (float)(0.5 + 2.2 * loud * loud * dice.Between(0.5, 1.2)),
            Noise = (
                dice.Chance(old ? 0.9 : 0.35) ? (float)dice.LogBetween(0.0003, old ? 0.012 : 0.003) : 0,
                dice.Chance(old ? 0.25 : 0.06) ? (float)dice.LogBetween(0.001, 0.008) : 0,
                old && dice.Chance(0.4) ? (float)dice.LogBetween(0.02, 0.2) : 0),
            Wow = old || dice.Chance(0.08) ? dice.LogBetween(0.0004, 0.003) : 0,
            Swell = 7 * Math.Pow(1 - loud, 1.5) * dice.Unit(),
            Peak = (float)(loud > 0.5 ? dice.Between(0.75, 0.99) : dice.LogBetween(0.2, 0.97)),
            Fade = (dice.Chance(0.06) ? dice.Between(0.3, 3) : 0, dice.Chance(0.06) ? dice.Between(0.5, 4) : 0),
        };
    }
}
