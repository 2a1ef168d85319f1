namespace Mixtape.Music.Audio.Rendering;

/// <summary>Plays the chords: an accompaniment in some style, or a pad.</summary>
internal sealed class ChordPart(SongPlan plan, BeatClock clock, Dice dice)
{
    private readonly List<Note> _notes = [];
    private readonly double _human = (1 - 0.9 * plan.Profile.Electronic) * dice.Between(0.001, 0.009);
    private readonly double _strum = dice.Between(0.006, 0.022);
    private readonly double _legato = dice.Between(0.45, 0.98);

    /// <summary>An accompaniment.</summary>
    public List<Note> Write(SongForm form, Patch patch, string style)
    {
        var comp = CompStyles.Named[style];
        var steps = plan.IsCompound ? 3 : comp.Steps;
        if (!plan.IsCompound && steps == 4 && plan.Tempo > 165 || steps == 2 && plan.Tempo > 195) steps /= 2;
        var texts = plan.IsCompound ? comp.Compound : comp.Lines;
        var first = new StepLine(dice.Pick(texts), steps, dice);
        var second = dice.Chance(0.55) ? first : new StepLine(dice.Pick(texts), steps, dice);
        foreach (var bar in form.Bars)
            if (bar.Layers.HasFlag(Layers.Chords)) Bar(bar, bar.Index % 2 == 0 ? first : second, comp.Manner, patch);
        return _notes;
    }

    /// <summary>Chords held from change to change.</summary>
    public List<Note> WritePad(SongForm form, Patch patch)
    {
        foreach (var bar in form.Bars)
        {
            if (!bar.Layers.HasFlag(Layers.Pad)) continue;
            foreach (var span in bar.Chords)
                foreach (var pitch in Close(span.Chord, patch.Centre)) Add(span.Start, span.Length, pitch, 0.7, 0);
        }

        return _notes;
    }

    private void Bar(Bar bar, StepLine line, CompManner manner, Patch patch)
    {
        var count = plan.Beats * line.StepsPerBeat;
        for (var step = 0; step < count; step++)
        {
            var sign = line[step];
            if (sign is '.' or '-') continue;
            var beat = bar.Start + (double)step / line.StepsPerBeat;
            var chord = bar.ChordAt(beat).Chord;
            var velocity = StepLine.Velocity(sign) + 0.05 * dice.Gaussian();
            if (step % line.StepsPerBeat == 0 && char.IsAsciiDigit(sign)) velocity += 0.15;
            var length = line.Length(step, count) * (sign == 'm' ? 0.35 : manner == CompManner.Single ? 1.6 : _legato);
            if (sign == 'B') Add(beat, length, BassPart.Near(chord.Root, patch.Centre - 14), velocity, 0);
            else if (manner == CompManner.Single) Add(beat, length, Tone(chord, sign, patch.Centre), velocity, 0);
            else if (manner == CompManner.Strum) Strum(beat, length, chord, patch.Centre, velocity, step % 2 == 1);
            else if (manner == CompManner.Power) Power(beat, length, chord, patch.Centre, velocity, sign);
            else
                foreach (var pitch in Close(chord, patch.Centre)) Add(beat, length, pitch, velocity, 0);
        }
    }

    /// <summary>The tones as close as they lie about a pitch, which keeps voices near where they were.</summary>
    private static IEnumerable<int> Close(Chord chord, int centre) =>
        chord.Tones.Select(tone => BassPart.Near((chord.Root + tone) % 12, centre));

    private static int Tone(Chord chord, char sign, int centre)
    {
        var at = sign - '0';
        var low = BassPart.Near(chord.Root, centre - 4);
        return low + chord.Tones[at % chord.Tones.Length] % 12 + 12 * (at / chord.Tones.Length);
    }

    private void Strum(double beat, double length, Chord chord, int centre, double velocity, bool up)
    {
        var pitch = BassPart.Near(chord.Root, centre - 12);
        var delay = up ? 4 * _strum : 0;
        for (var line = 0; line < 5; line++)
        {
            Add(beat, length, pitch, velocity * (up ? 0.85 : 1), delay);
            delay += up ? -_strum : _strum;
            pitch = Next(chord, pitch + 3);
        }
    }

    /// <summary>The lowest tone of the chord from a pitch up.</summary>
    private static int Next(Chord chord, int pitch)
    {
        while (!chord.Has(pitch)) pitch++;
        return pitch;
    }

    private void Power(double beat, double length, Chord chord, int centre, double velocity, char sign)
    {
        var root = BassPart.Near(chord.Root, centre - 10);
        Add(beat, length, root, velocity, 0);
        Add(beat, length, root + (sign is 'o' or '6' ? 9 : 7), velocity, 0);
        if (sign == 'X' && centre < 60) Add(beat, length, root + 12, velocity, 0);
    }

    private void Add(double beat, double length, int pitch, double velocity, double delay)
    {
        var start = clock.Swung(beat);
        var seconds = clock.Swung(beat + length) - start;
        _notes.Add(new Note(start + delay + _human * dice.Gaussian(), seconds, pitch, (float)Math.Clamp(velocity, 0.1, 1)));
    }
}
