namespace Mixtape.Music.Audio.Rendering;

/// <summary>Plays the bass under the chords.</summary>
internal sealed class BassPart(SongPlan plan, BeatClock clock, Dice dice)
{
    public List<Note> Write(SongForm form, Patch patch)
    {
        var notes = new List<Note>();
        var (steps, texts) = BassLines.Named(plan.Style.Choose(plan.Profile.BassLines), plan.IsCompound);
        if (steps == 4 && plan.Tempo > 160) steps = 2;
        var first = new StepLine(dice.Pick(texts), steps, dice);
        var second = dice.Chance(0.6) ? first : new StepLine(dice.Pick(texts), steps, dice);
        var human = (1 - 0.8 * plan.Profile.Electronic) * dice.Between(0.001, 0.008);
        var late = human * dice.Gaussian();
        var legato = dice.Between(0.6, 0.98);
        foreach (var bar in form.Bars)
        {
            if (!bar.Layers.HasFlag(Layers.Bass)) continue;
            var line = bar.Index % 2 == 0 ? first : second;
            var next = form.Bars[Math.Min(bar.Index + 1, form.Bars.Length - 1)].Chords[0].Chord;
            var count = plan.Beats * steps;
            for (var step = 0; step < count; step++)
            {
                var sign = line[step];
                if (sign is '.' or '-') continue;
                var beat = bar.Start + (double)step / steps;
                var chord = bar.ChordAt(beat);
                if (step > 0 && beat - chord.Start < 1e-6) sign = 'R';
                var pitch = Pitch(sign, chord.Chord, next, patch.Centre);
                var end = beat + line.Length(step, count) * legato;
                var start = clock.Swung(beat);
                var accent = step == 0 ? 0.95 : step % steps == 0 ? 0.85 : 0.75;
                var velocity = (float)Math.Clamp(accent + 0.05 * dice.Gaussian(), 0.3, 1);
                notes.Add(new Note(start + late + human * dice.Gaussian(), clock.Swung(end) - start, pitch, velocity));
            }
        }

        return notes;
    }

    private int Pitch(char sign, Chord chord, Chord next, int centre)
    {
        var root = Near(chord.Root, centre);
        var third = chord.Tones.Length > 2 ? chord.Tones[1] : 7;
        return sign switch
        {
            '5' => root + (Array.IndexOf(chord.Tones, 6) >= 0 ? 6 : 7) - (root > centre ? 12 : 0),
            '8' => root + 12,
            '3' => root + third,
            '6' => root + 9,
            '7' => root + 10,
            'a' => Near(next.Root, root) + (dice.Chance(0.5) ? -1 : plan.Scale.Contains((next.Root + 2 - plan.Key + 24) % 12) ? 2 : 1),
            _ => root,
        };
    }

    /// <summary>The pitch of a class that lies nearest to another pitch, from 6 below to 5 above.</summary>
    public static int Near(int pitchClass, int centre) => centre - 6 + ((pitchClass - (centre - 6)) % 12 + 12) % 12;
}
