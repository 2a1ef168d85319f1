namespace Mixtape.Music.Audio.Rendering;

/// <summary>A line of steps as one song plays it: its perhapses are decided, and bars of other lengths are served.</summary>
internal sealed class StepLine
{
    private readonly char[] _steps;

    public StepLine(string text, int stepsPerBeat, Dice dice)
    {
        StepsPerBeat = stepsPerBeat;
        _steps = [.. text.Where(step => step != ' ')];
        for (var i = 0; i < _steps.Length; i++)
        {
            if (_steps[i] is 'h') _steps[i] = dice.Chance(0.5) ? 'x' : '.';
            else if (_steps[i] is 'q') _steps[i] = dice.Chance(0.25) ? 'x' : '.';
            else if (_steps[i] is '?') _steps[i] = dice.Chance(0.5) ? 'R' : '.';
        }
    }

    public int StepsPerBeat { get; }

    /// <summary>The sign at a step of a bar; past the end it begins again.</summary>
    public char this[int step] => _steps[step % _steps.Length];

    /// <summary>Beats from a step until the holds after it end, within the bar.</summary>
    public double Length(int step, int stepsInBar)
    {
        var end = step + 1;
        while (end < stepsInBar && this[end] == '-') end++;
        return (double)(end - step) / StepsPerBeat;
    }

    /// <summary>How hard a sign is hit; 0 for silence.</summary>
    public static float Velocity(char sign) => sign switch
    {
        'X' => 1,
        'x' or 'B' => 0.78f,
        'o' => 0.55f,
        'm' => 0.6f,
        'g' => 0.3f,
        '.' or '-' => 0,
        _ => 0.7f,
    };
}
