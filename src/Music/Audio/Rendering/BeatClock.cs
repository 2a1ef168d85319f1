namespace Mixtape.Music.Audio.Rendering;

/// <summary>
/// When beats are. The song begins somewhere in its first bar; players drift up to 1 % about the tempo, which is the mean over the song.
/// </summary>
internal sealed class BeatClock
{
    private readonly double[] _seconds;
    private readonly double _swing;
    private readonly bool _sixteenths;

    public BeatClock(SongPlan plan, Dice dice)
    {
        _swing = plan.Swing;
        _sixteenths = plan.SwingsSixteenths;
        var interval = 60 / plan.Tempo;
        var start = dice.Chance(0.25) ? 0.02 : dice.Between(0, plan.Beats);
        var count = (int)Math.Ceiling(start + plan.Seconds / interval * 1.02) + plan.Beats + 2;
        var drift = dice.Chance(0.25 + 0.5 * plan.Profile.Electronic) ? 0 : dice.Between(0.001, 0.01);
        _seconds = Drift(count, interval, drift, dice);

        // So that the beats within the song take as long as the tempo says.
        var first = (int)Math.Ceiling(start);
        var last = Math.Min(count - 1, (int)Math.Floor(start + plan.Seconds / interval));
        var scale = last > first ? (last - first) * interval / (_seconds[last] - _seconds[first]) : 1;
        for (var i = 0; i < count; i++) _seconds[i] *= scale;
        var shift = At(start);
        for (var i = 0; i < count; i++) _seconds[i] -= shift;
    }

    /// <summary>How many beats are timed, from the first bar's first, which may lie before the song.</summary>
    public int Count => _seconds.Length;

    /// <summary>Seconds of a beat, whole or not, evenly divided.</summary>
    public double At(double beat)
    {
        var whole = Math.Clamp((int)Math.Floor(beat), 0, _seconds.Length - 2);
        return _seconds[whole] + (beat - whole) * (_seconds[whole + 1] - _seconds[whole]);
    }

    /// <summary>Seconds of a beat, with swing between its halves or quarters.</summary>
    public double Swung(double beat)
    {
        var parts = _sixteenths ? 2 : 1;
        var scaled = beat * parts;
        var whole = Math.Floor(scaled);
        var rest = scaled - whole;
        var moved = rest < 0.5 ? rest * 2 * _swing : _swing + (rest - 0.5) * 2 * (1 - _swing);
        return At((whole + moved) / parts);
    }

    /// <summary>Beat times whose intervals wander within the given share of the mean.</summary>
    private static double[] Drift(int count, double interval, double drift, Dice dice)
    {
        var seconds = new double[count];
        double place = 0;
        for (var i = 1; i < count; i++)
        {
            place = Math.Clamp(0.85 * place + 0.4 * dice.Gaussian(), -1, 1);
            seconds[i] = seconds[i - 1] + interval * (1 + drift * place);
        }

        return seconds;
    }
}
