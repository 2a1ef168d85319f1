namespace Mixtape.Music.Audio.Rendering;

/// <summary>Plays the drums: two bars in turn, with fills, crashes, ghosts and a drummer's small inexactness.</summary>
internal sealed class DrumPart
{
    private const string Letters = "KSCRHODALMZJGNBW";

    private readonly SongPlan _plan;
    private readonly BeatClock _clock;
    private readonly Dice _dice;
    private readonly double _jitter;
    private readonly double _late;
    private readonly double _dynamics;
    private readonly List<DrumHit> _hits = [];

    public DrumPart(SongPlan plan, BeatClock clock, Dice dice)
    {
        _plan = plan;
        _clock = clock;
        _dice = dice;
        var human = 1 - plan.Profile.Electronic * dice.Between(0.5, 1);
        _jitter = human * dice.Between(0.001, 0.009);
        _late = human * 0.004 * dice.Gaussian();
        _dynamics = 0.05 + 0.12 * human;
    }

    public List<DrumHit> Write(SongForm form)
    {
        var lines = new[] { Lines(), Lines() };
        if (_dice.Chance(0.5)) lines[1] = lines[0];
        var crashes = _dice.Chance(0.6);
        foreach (var bar in form.Bars)
        {
            if (!bar.Layers.HasFlag(Layers.Drums)) continue;
            var fillFrom = bar.Fill ? _plan.Beats - _dice.Pick([1, 1, 2, 0.5]) : double.MaxValue;
            foreach (var (voice, line) in lines[bar.Index % 2]) Row(bar, voice, line, fillFrom);
            if (bar.Fill) Fill(bar, Math.Max(0, fillFrom));
            if (bar.Opens && crashes) Hit(_clock.Swung(bar.Start), DrumVoice.Crash, 0.9f);
        }

        return _hits;
    }

    /// <summary>The pattern's rows, of a bar as long as the song's.</summary>
    private List<(DrumVoice Voice, StepLine Line)> Lines()
    {
        var beats = _plan.Beats;
        var lines = new List<(DrumVoice, StepLine)>();
        if (beats < 5)
        {
            foreach (var row in Choose(beats, null).Rows) lines.Add(Line(row[0], row[1..], 0));
            return lines;
        }

        // Five is three and two, seven is four and three.
        var four = Choose(4, null);
        var three = Choose(3, four.Steps);
        foreach (var row in four.Rows)
        {
            var twin = Array.Find(three.Rows, other => other[0] == row[0])?[1..] ?? new string('.', 3 * three.Steps);
            lines.Add(Line(row[0], beats == 5 ? twin + row[1..] : row[1..] + twin, beats * four.Steps));
        }

        return lines;

        (DrumVoice, StepLine) Line(char letter, string row, int length)
        {
            var text = row.Replace(" ", "", StringComparison.Ordinal);
            if (length > 0) text = text[..length];
            return ((DrumVoice)Letters.IndexOf(letter), new StepLine(text, text.Length / beats, _dice));
        }
    }

    private DrumPattern Choose(int beats, int? steps)
    {
        var compound = _plan.IsCompound;
        var fits = DrumPatterns.All.Where(pattern => pattern.Beats == beats && compound == (beats == 2)
            && (steps is null ? _plan.Beats < 5 || pattern.Steps <= 4 : pattern.Steps == steps)).ToArray();
        var tempo = _plan.Tempo;
        var family = _plan.Style.Choose(_plan.Profile.Drums);
        var choice = fits.Where(p => p.Family == family && p.Slowest <= tempo && tempo <= p.Fastest).ToArray();
        if (choice.Length == 0)
            choice = [.. fits.Where(p => _plan.Profile.Drums.Contains(p.Family) && p.Slowest <= tempo && tempo <= p.Fastest)];
        if (choice.Length == 0) choice = [.. fits.Where(p => p.Family == "rock" && p.Slowest <= tempo && tempo <= p.Fastest)];
        return _dice.Pick(choice.Length > 0 ? choice : fits);
    }

    private void Row(Bar bar, DrumVoice voice, StepLine line, double fillFrom)
    {
        var triplets = line.StepsPerBeat % 3 == 0;
        var steps = _plan.Beats * line.StepsPerBeat;
        for (var step = 0; step < steps; step++)
        {
            var sign = line[step];
            if (sign == '.' || sign == 'r' && !_dice.Chance(0.3)) continue;
            var beat = (double)step / line.StepsPerBeat;
            if (beat >= fillFrom && voice is not DrumVoice.Kick) continue;
            var time = triplets ? _clock.At(bar.Start + beat) : _clock.Swung(bar.Start + beat);
            Hit(time, voice, sign == 'r' ? 0.25f : StepLine.Velocity(sign));
        }
    }

    private void Fill(Bar bar, double from)
    {
        var steps = _plan.IsCompound ? 3 : _plan.Tempo > 150 ? 2 : 4;
        var ladder = _plan.Profile.Electronic > 0.8
            ? new[] { DrumVoice.Snare, DrumVoice.Clap, DrumVoice.Snare }
            : [DrumVoice.Snare, DrumVoice.HighTom, DrumVoice.LowTom];
        var first = (int)Math.Ceiling(from * steps);
        var end = _plan.Beats * steps;
        for (var step = first; step < end; step++)
        {
            if (_dice.Chance(0.25)) continue;
            var along = (double)(step - first) / (end - first);
            Hit(_clock.At(bar.Start + (double)step / steps), ladder[(int)(along * 3)], (float)(0.6 + 0.35 * along));
        }
    }

    private void Hit(double seconds, DrumVoice voice, float velocity)
    {
        var strength = velocity * Math.Exp(_dynamics * _dice.Gaussian());
        _hits.Add(new DrumHit(seconds + _late + _jitter * _dice.Gaussian(), voice, (float)Math.Clamp(strength, 0.05, 1.2)));
    }
}
