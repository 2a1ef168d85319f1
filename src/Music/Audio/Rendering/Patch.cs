namespace Mixtape.Music.Audio.Rendering;

/// <summary>One note to sound.</summary>
/// <param name="Frequency">Hz.</param>
/// <param name="Gate">Samples until it is let go.</param>
/// <param name="Velocity">How hard it is played, 0 to 1; louder is brighter too.</param>
/// <param name="Seed">For noise and small differences.</param>
internal readonly record struct NoteShape(float Frequency, int Gate, float Velocity, uint Seed);

/// <summary>How an instrument sounds. One subclass per way of making sound; all times in seconds.</summary>
internal abstract record Patch
{
    public const float Rate = SongRenderer.SampleRate;

    public float Attack { get; init; } = 0.004f;

    public float Decay { get; init; } = 0.4f;

    /// <summary>What <see cref="Decay"/> falls to, of 1.</summary>
    public float Sustain { get; init; } = 0.8f;

    public float Release { get; init; } = 0.08f;

    /// <summary>Distortion of the whole instrument, 0 for none to 40 for a wall of sound.</summary>
    public float Drive { get; init; }

    /// <summary>Where the loudspeaker ends, in Hz; 0 for none.</summary>
    public float Cabinet { get; init; }

    /// <summary>Depth of chorus, 0 to 1.</summary>
    public float Chorus { get; init; }

    /// <summary>Depth of tremolo, 0 to 1.</summary>
    public float Tremolo { get; init; }

    /// <summary>Turns of tremolo a second.</summary>
    public float TremoloRate { get; init; } = 5.5f;

    /// <summary>The octave of MIDI pitches that it likes best: melodies and chords lie around it.</summary>
    public int Centre { get; init; } = 60;

    /// <summary>Fills the span with the note; its length is the gate plus the release.</summary>
    public abstract void Render(NoteShape note, Span<float> sound);

    /// <summary>The same instrument, a little other: brighter or duller, by a ratio near 1.</summary>
    public abstract Patch Varied(float brightness, Dice dice);

    /// <summary>Rise, fall to the sustained level, release: each an exponential approach.</summary>
    protected void Shape(Span<float> sound, int gate)
    {
        gate = Math.Min(gate, sound.Length);
        var rise = Math.Min(gate, Math.Max(1, (int)(Attack * Rate)));
        var step = 1f / rise;
        for (var i = 0; i < rise; i++) sound[i] *= i * step;
        var level = 1f;
        var fall = Approach(Decay);
        var sustain = Sustain;
        for (var i = rise; i < gate; i++)
        {
            level += (sustain - level) * fall;
            sound[i] *= level;
        }

        var end = Math.Max(1, sound.Length - gate);
        for (var i = gate; i < sound.Length; i++)
        {
            var left = (float)(sound.Length - i) / end;
            sound[i] *= level * left * left;
        }
    }

    /// <summary>The share of the way that is gone each sample, to have most of it behind after so many seconds.</summary>
    protected static float Approach(float seconds) => 1 - MathF.Exp(-3 / (seconds * Rate));
}
