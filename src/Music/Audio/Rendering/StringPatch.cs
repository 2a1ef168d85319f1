namespace Mixtape.Music.Audio.Rendering;

/// <summary>
/// A plucked string (Karplus and Strong 1983, tuned as Jaffe and Smith 1983): a burst of noise runs round a delay line, and loses its
/// highs at each turn.
/// </summary>
internal sealed record StringPatch : Patch
{
    private const int LongestPeriod = 1_024;

    /// <summary>How dull the pluck is: the share of each sample that the next one keeps, 0 to 1.</summary>
    public float Softness { get; init; } = 0.3f;

    /// <summary>How fast highs are lost on the way, 0 to 0.5.</summary>
    public float Loss { get; init; } = 0.35f;

    /// <summary>Seconds to silence.</summary>
    public float Ring { get; init; } = 3;

    /// <summary>Where it is plucked, as a share of the string.</summary>
    public float Position { get; init; } = 0.18f;

    /// <summary>The body's resonance in Hz; 0 for none.</summary>
    public float Body { get; init; }

    public override Patch Varied(float brightness, Dice dice) => this with
    {
        Softness = Math.Clamp(Softness / brightness, 0, 0.95f),
        Loss = Math.Clamp(Loss / MathF.Sqrt(brightness), 0.02f, 0.5f),
        Ring = Ring * (float)dice.LogBetween(0.6, 1.5),
        Position = (float)dice.Between(0.07, 0.35),
        Body = Body * (float)dice.Between(0.85, 1.2),
    };

    public override void Render(NoteShape note, Span<float> sound)
    {
        // The loss filter delays by Loss samples at low frequencies, the all-pass by the rest.
        var period = Math.Clamp(Rate / note.Frequency - Loss, 4, LongestPeriod - 2);
        var whole = (int)(period - 0.3f);
        var rest = period - whole;
        var tune = (1 - rest) / (1 + rest);
        Span<float> line = stackalloc float[LongestPeriod];
        line = line[..whole];
        Pluck(note, line);
        var keep = MathF.Exp(-6.9f / (Ring * note.Frequency) * MathF.Sqrt(Math.Max(1, note.Frequency / 220)));
        float last = 0, passedIn = 0, passedOut = 0;
        var at = 0;
        var near = keep * (1 - Loss);
        var far = keep * Loss;
        for (var i = 0; i < sound.Length; i++)
        {
            var x = line[at];
            var dull = near * x + far * last;
            last = x;
            passedOut = tune * (dull - passedOut) + passedIn;
            passedIn = dull;
            line[at] = passedOut;
            if (++at == line.Length) at = 0;
            sound[i] = x;
        }

        if (Body > 0) Resonate(sound);
        Shape(sound, note.Gate);
    }

    private void Pluck(NoteShape note, Span<float> line)
    {
        var noise = new NoiseSource(note.Seed);
        var soft = Math.Clamp(Softness * (1.35f - 0.5f * note.Velocity), 0, 0.97f);
        float held = 0, sum = 0;
        for (var i = 0; i < line.Length; i++)
        {
            held += (1 - soft) * (noise.Next() - held);
            line[i] = held;
            sum += held;
        }

        var mean = sum / line.Length;
        var gap = Math.Max(1, (int)(line.Length * Position));
        float square = 0;
        for (var i = line.Length - 1; i >= 0; i--)
        {
            line[i] = line[i] - mean - 0.9f * (i >= gap ? line[i - gap] - mean : 0);
            square += line[i] * line[i];
        }

        var gain = 0.25f / MathF.Sqrt(square / line.Length + 1e-9f);
        for (var i = 0; i < line.Length; i++) line[i] *= gain;
    }

    private void Resonate(Span<float> sound)
    {
        var body = new StateVariableFilter();
        body.Tune(Body, 0.6f);
        for (var i = 0; i < sound.Length; i++) sound[i] += 0.5f * body.BandPass(sound[i]);
    }
}
