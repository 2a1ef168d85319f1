namespace Mixtape.Music.Audio.Rendering;

/// <summary>Who plays.</summary>
[Flags]
internal enum Layers
{
    None = 0,
    Drums = 1,
    Bass = 2,
    Chords = 4,
    Pad = 8,
    Lead = 16,
}

/// <summary>One chord and when it sounds, in beats from the first bar.</summary>
internal readonly record struct ChordSpan(double Start, double Length, Chord Chord);

/// <summary>One bar.</summary>
/// <param name="Index">Bars before it.</param>
/// <param name="Start">Its first beat.</param>
/// <param name="Chords">Its chords, one after the other.</param>
/// <param name="Layers">Who plays.</param>
/// <param name="Opens">Whether a section begins with it.</param>
/// <param name="Fill">Whether drums fill its end.</param>
internal sealed record Bar(int Index, double Start, ChordSpan[] Chords, Layers Layers, bool Opens, bool Fill)
{
    /// <summary>The chord at a beat.</summary>
    public ChordSpan ChordAt(double beat)
    {
        for (var i = Chords.Length - 1; i > 0; i--)
            if (beat >= Chords[i].Start - 1e-6) return Chords[i];
        return Chords[0];
    }
}

/// <summary>The bars of a song: its harmony and its sections.</summary>
internal sealed class SongForm
{
    // Drums alone for longer would leave too little to hear the key from.
    private const double LongestDrumBreak = 6;

    private SongForm(Bar[] bars) => Bars = bars;

    public Bar[] Bars { get; }

    public static SongForm Draw(SongPlan plan, BeatClock clock, Dice dice)
    {
        var count = (clock.Count + plan.Beats - 1) / plan.Beats;
        var chords = Harmonise(plan, count, dice.Split());
        var layers = Sections(plan, count, dice.Split(), out var opens);
        var bars = new Bar[count];
        for (var i = 0; i < count; i++)
        {
            var fill = dice.Chance(i + 1 < count && opens[i + 1] ? 0.6 : 0.04);
            bars[i] = new Bar(i, i * plan.Beats, chords[i], layers[i], opens[i], fill);
        }

        return new SongForm(bars);
    }

    private static ChordSpan[][] Harmonise(SongPlan plan, int count, Dice dice)
    {
        var line = plan.Chords;
        var widens = dice.Chance(plan.Profile.Extensions) && plan.Profile.Extensions > 0.3;
        var ninths = dice.Chance(0.4);
        var barsPerToken = plan.Tempo > 150 && line.Length <= 4 && dice.Chance(0.55) || dice.Chance(0.08) ? 2 : 1;
        var halves = barsPerToken == 1 && plan.Tempo < 85 && plan.Beats == 4 && line.Length % 2 == 0 && dice.Chance(0.35);
        var begin = dice.Chance(0.75) ? 0 : dice.Next(line.Length);
        var diatonic = plan.Mode == Mode.Major ? (ReadOnlySpan<int>)[0, 2, 4, 5, 7, 9, 11] : [0, 2, 3, 5, 7, 8, 10];
        var bars = new ChordSpan[count][];
        for (var bar = 0; bar < count; bar++)
        {
            var parts = halves
                ? [.. Token(2 * bar), .. Token(2 * bar + 1)]
                : Token(bar / barsPerToken);
            var length = (double)plan.Beats / parts.Length;
            if (parts.Length == 2 && plan.Beats % 2 == 1) length = (plan.Beats + 1) / 2;
            bars[bar] = new ChordSpan[parts.Length];
            for (var i = 0; i < parts.Length; i++)
            {
                var chord = Chord.Parse(parts[i], plan.Key);
                if (widens) chord = chord.Widened(diatonic, plan.Key, ninths);
                var from = i * length;
                bars[bar][i] = new ChordSpan(bar * plan.Beats + from, Math.Min(length, plan.Beats - from), chord);
            }
        }

        return bars;

        string[] Token(int at) => line[(at + begin) % line.Length].Split('-');
    }

    private static Layers[] Sections(SongPlan plan, int count, Dice dice, out bool[] opens)
    {
        var all = Layers.Chords;
        if (dice.Chance(0.9)) all |= Layers.Bass;
        if (dice.Chance(plan.Profile.PadShare)) all |= Layers.Pad;
        if (dice.Chance(plan.Profile.LeadShare)) all |= Layers.Lead;
        if (plan.HasDrums) all |= Layers.Drums;
        if (plan.DrumsOnly) all = Layers.Drums;
        var length = dice.Pick([4, 4, 8, 2]);
        var seconds = length * plan.Beats * 60 / plan.Tempo;
        var phase = dice.Next(length);
        var layers = new Layers[count];
        opens = new bool[count];
        var now = all;
        for (var bar = 0; bar < count; bar++)
        {
            opens[bar] = (bar + phase) % length == 0;
            if (opens[bar] || bar == 0) now = plan.DrumsOnly ? all : Section(all, bar > 0 && seconds < LongestDrumBreak, dice);
            layers[bar] = now;
        }

        return layers;
    }

    /// <summary>Mostly everybody; else somebody pauses.</summary>
    private static Layers Section(Layers all, bool mayBreak, Dice dice) =>
        dice.Weighted([0.58, 0.12, 0.08, 0.07, 0.07, mayBreak ? 0.05 : 0, 0.05]) switch
        {
            0 => all,
            1 => all & ~Layers.Lead,
            2 => all & ~Layers.Drums,
            3 => all & ~Layers.Bass,
            4 => all & ~(Layers.Pad | Layers.Lead),
            5 => all.HasFlag(Layers.Drums) ? Layers.Drums : all,
            _ => all & ~(Layers.Drums | Layers.Bass),
        };
}
