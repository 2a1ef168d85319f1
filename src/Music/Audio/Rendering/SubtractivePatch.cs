namespace Mixtape.Music.Audio.Rendering;

/// <summary>
/// Detuned oscillators through a low-pass whose cutoff follows its own envelope; with a wave of chosen harmonics and no filter, an organ
/// or a section of winds.
/// </summary>
internal sealed record SubtractivePatch : Patch
{
    private const int Control = 32;

    public required Wave Wave { get; init; }

    /// <summary>How many oscillators.</summary>
    public int Voices { get; init; } = 1;

    /// <summary>Hundredths of a semitone between the outermost oscillators.</summary>
    public float Detune { get; init; }

    /// <summary>Level of a sine an octave below.</summary>
    public float Sub { get; init; }

    /// <summary>Where the filter rests, as a multiple of the pitch; 0 for no filter.</summary>
    public float Cutoff { get; init; }

    /// <summary>How far above that the envelope opens it, as a multiple of the pitch.</summary>
    public float Sweep { get; init; }

    /// <summary>Seconds of the sweep.</summary>
    public float SweepDecay { get; init; } = 0.2f;

    /// <summary>Seconds before the filter is open.</summary>
    public float SweepAttack { get; init; } = 0.002f;

    public float Resonance { get; init; } = 0.15f;

    /// <summary>Depth of vibrato in semitones.</summary>
    public float Vibrato { get; init; }

    /// <summary>Level of breath or bow noise.</summary>
    public float Noise { get; init; }

    public override Patch Varied(float brightness, Dice dice) => this with
    {
        Cutoff = Cutoff * brightness,
        Sweep = Sweep * brightness,
        Resonance = (float)Math.Clamp(Resonance + dice.Between(-0.1, 0.1), 0, 0.9),
        Detune = Detune * (float)dice.Between(0.5, 1.5),
        Attack = Attack * (float)dice.LogBetween(0.7, 1.4),
        SweepDecay = SweepDecay * (float)dice.LogBetween(0.6, 1.6),
    };

    public override void Render(NoteShape note, Span<float> sound)
    {
        sound.Clear();
        var noise = new NoiseSource(note.Seed);
        var gain = 0.5f / MathF.Sqrt(Voices);
        for (var voice = 0; voice < Voices; voice++)
        {
            var place = Voices == 1 ? 0 : (float)voice / (Voices - 1) - 0.5f;
            var frequency = note.Frequency * float.Exp2(place * Detune / 1200);
            var phase = Voices == 1 && Vibrato == 0 ? 0 : (uint)(noise.Next() * int.MaxValue);
            if (Vibrato > 0) Waver(sound, frequency, gain, phase);
            else Wave.AddTo(sound, frequency, gain, phase);
        }

        if (Sub > 0) Wave.Sine.AddTo(sound, note.Frequency * 0.5f, 0.5f * Sub, 0);
        if (Noise > 0)
            for (var i = 0; i < sound.Length; i++) sound[i] += Noise * noise.Next();
        if (Cutoff > 0) Filter(note, sound);
        Shape(sound, note.Gate);
    }

    /// <summary>With vibrato that sets in after a while.</summary>
    private void Waver(Span<float> sound, float frequency, float gain, uint phase)
    {
        var turn = 2 * MathF.PI * 5.6f * Control / Rate;
        for (var start = 0; start < sound.Length; start += Control)
        {
            var seconds = start / Rate;
            var depth = Vibrato * Math.Min(1, seconds * 3);
            var bent = frequency * float.Exp2(depth * MathF.Sin(turn * (start / Control)) / 12);
            phase = Wave.AddTo(sound.Slice(start, Math.Min(Control, sound.Length - start)), bent, gain, phase);
        }
    }

    private void Filter(NoteShape note, Span<float> sound)
    {
        var filter = new StateVariableFilter();
        var fall = 1 - MathF.Exp(-3 * Control / (SweepDecay * Rate));
        var rise = Control / Math.Max(Control, SweepAttack * Rate);
        float open = 0, envelope = 1;
        var hardness = 0.4f + 0.8f * note.Velocity;
        for (var start = 0; start < sound.Length; start += Control)
        {
            open = Math.Min(1, open + rise);
            if (open >= 1) envelope -= envelope * fall;
            filter.Tune(note.Frequency * (Cutoff + Sweep * open * envelope) * hardness, Resonance);
            var block = sound.Slice(start, Math.Min(Control, sound.Length - start));
            for (var i = 0; i < block.Length; i++) block[i] = filter.LowPass(block[i]);
        }
    }
}
