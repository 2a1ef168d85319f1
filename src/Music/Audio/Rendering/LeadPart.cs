namespace Mixtape.Music.Audio.Rendering;

/// <summary>
/// Plays a melody: a rhythm of two bars that comes again, tones of the scale in small steps, tones of the chord on strong beats, the tonic
/// at the ends of phrases, and rests to breathe.
/// </summary>
internal sealed class LeadPart
{
    private readonly SongPlan _plan;
    private readonly BeatClock _clock;
    private readonly Dice _dice;
    private readonly int _steps;
    private readonly double _human;
    private readonly int _centre;
    private readonly List<Note> _notes = [];

    public LeadPart(SongPlan plan, BeatClock clock, Dice dice, Patch patch)
    {
        _plan = plan;
        _clock = clock;
        _dice = dice;
        _steps = plan.IsCompound ? 3 : plan.Tempo < 95 && dice.Chance(0.7) ? 4 : plan.Tempo > 170 && dice.Chance(0.4) ? 1 : 2;
        _human = (1 - 0.8 * plan.Profile.Electronic) * dice.Between(0.002, 0.018);
        _centre = patch.Centre + dice.Next(5) - 2;
    }

    public List<Note> Write(SongForm form)
    {
        var phrases = new[] { Phrase(), Phrase() };
        var order = _dice.Pick(["0001", "0101", "0010", "0011"]);
        var pitch = BassPart.Near(_plan.Key, _centre);
        for (var bar = 0; bar + 1 <= form.Bars.Length; bar += 2)
        {
            var phrase = phrases[order[bar / 2 % order.Length] - '0'];
            if (_dice.Chance(0.1)) continue;
            var closes = bar / 2 % 2 == 1;
            for (var i = 0; i < phrase.Count; i++)
                pitch = Sing(form, bar, phrase[i], closes && i == phrase.Count - 1, pitch);
        }

        return _notes;
    }

    /// <summary>Onsets in steps, lengths in steps, and moves in steps of the scale.</summary>
    private List<(int Onset, int Length, int Move)> Phrase()
    {
        var total = 2 * _plan.Beats * _steps;
        var rest = (int)(total * _dice.Between(0.75, 1));
        var density = 0.25 + 0.5 * _plan.Density;
        var phrase = new List<(int, int, int)>();
        var at = _dice.Chance(0.6) ? 0 : _dice.Next(_steps + 1);
        while (at < rest)
        {
            var length = 1;
            while (length < 2 * _steps && !_dice.Chance(at % _steps == 0 || _steps == 1 ? density * 0.9 : density)) length++;
            if (at % _steps == 0 && length < _steps && _dice.Chance(0.3)) length = _steps;
            phrase.Add((at, length, _dice.Weighted([0.07, 0.12, 0.25, 0.16, 0.22, 0.1, 0.08]) - 3));
            at += length;
            if (_dice.Chance(0.08)) at += _steps;
        }

        return phrase;
    }

    private int Sing(SongForm form, int bar, (int Onset, int Length, int Move) step, bool closes, int pitch)
    {
        var beat = bar * _plan.Beats + (double)step.Onset / _steps;
        var index = (int)(beat / _plan.Beats);
        if (index >= form.Bars.Length) return pitch;
        var chord = form.Bars[index].ChordAt(beat).Chord;
        var next = Move(pitch, step.Move);
        if (next > _centre + 9) next = Move(next, -4);
        if (next < _centre - 9) next = Move(next, 4);
        if (step.Onset % _steps == 0 || step.Length >= _steps)
            for (var i = 0; i < 3 && !chord.Has(next); i++) next += i % 2 == 0 ? -(i + 1) : i + 1;
        var home = closes ? chord.Has(_plan.Key) ? 1 : 0.3 : chord.Has(_plan.Key) ? 0.1 : 0;
        if (_dice.Chance(home)) next = BassPart.Near(_plan.Key, next);
        if (!form.Bars[index].Layers.HasFlag(Layers.Lead)) return next;
        var start = _clock.Swung(beat);
        var length = _clock.Swung(beat + (double)step.Length / _steps * 0.93) - start;
        var velocity = (float)Math.Clamp(0.75 + (step.Onset % _steps == 0 ? 0.12 : 0) + 0.08 * _dice.Gaussian(), 0.3, 1);
        _notes.Add(new Note(start + _human * _dice.Gaussian(), length, next, velocity));
        return next;
    }

    /// <summary>So many steps of the scale up or down.</summary>
    private int Move(int pitch, int moves)
    {
        var direction = Math.Sign(moves);
        for (var left = Math.Abs(moves); left > 0; left--)
        {
            do pitch += direction;
            while (Array.IndexOf(_plan.Scale, ((pitch - _plan.Key) % 12 + 12) % 12) < 0);
        }

        return pitch;
    }
}
