namespace Mixtape.Music.Audio.Rendering;

/// <summary>Singing: a buzz with vibrato and a slide into the note, through the three formants of a vowel, after a consonant.</summary>
internal sealed record VoicePatch : Patch
{
    private const int Control = 32;

    // First three formants of ah, eh, ee, oh, oo (Peterson and Barney 1952, men, rounded).
    private static readonly float[][] _vowels =
        [[730, 1090, 2440], [530, 1840, 2480], [290, 2250, 3000], [570, 850, 2410], [320, 880, 2240]];

    /// <summary>How much higher the formants lie than a man's.</summary>
    public float Size { get; init; } = 1.15f;

    /// <summary>Depth of vibrato in semitones.</summary>
    public float Vibrato { get; init; } = 0.25f;

    /// <summary>Level of the breath.</summary>
    public float Breath { get; init; } = 0.02f;

    /// <summary>Level of the consonant's noise.</summary>
    public float Consonant { get; init; } = 0.25f;

    /// <summary>Semitones of the slide into a note.</summary>
    public float Slide { get; init; } = -1;

    public override Patch Varied(float brightness, Dice dice) => this with
    {
        Size = Size * (float)dice.Between(0.93, 1.08),
        Vibrato = Vibrato * (float)dice.Between(0.3, 1.6),
        Consonant = Consonant * brightness * (float)dice.Between(0.4, 1.6),
        Breath = Breath * (float)dice.LogBetween(0.4, 2.5),
    };

    public override void Render(NoteShape note, Span<float> sound)
    {
        sound.Clear();
        var noise = new NoiseSource(note.Seed);
        Buzz(note, sound);
        var consonant = (int)(0.05f * Rate * (0.5f + 0.5f * MathF.Abs(noise.Next())));
        for (var i = 0; i < sound.Length; i++) sound[i] += Breath * noise.Next();
        Mouth(_vowels[note.Seed % _vowels.Length], sound);
        var burst = new StateVariableFilter();
        burst.Tune(3_000 + 2_000 * noise.Next(), 0.1f);
        consonant = Math.Min(consonant, sound.Length);
        for (var i = 0; i < consonant; i++)
            sound[i] += Consonant * note.Velocity * (1 - (float)i / consonant) * burst.HighPass(noise.Next());
        Shape(sound, note.Gate);
    }

    private void Buzz(NoteShape note, Span<float> sound)
    {
        uint phase = 0;
        var turn = 2 * MathF.PI * 5.3f * Control / Rate;
        for (var start = 0; start < sound.Length; start += Control)
        {
            var seconds = start / Rate;
            var bend = Slide * MathF.Exp(-seconds * 30) + Vibrato * Math.Min(1, seconds * 2.5f) * MathF.Sin(turn * (start / Control));
            var block = sound.Slice(start, Math.Min(Control, sound.Length - start));
            phase = Wave.Saw.AddTo(block, note.Frequency * float.Exp2(bend / 12), 0.5f, phase);
        }
    }

    private void Mouth(float[] vowel, Span<float> sound)
    {
        StateVariableFilter first = new(), second = new(), third = new();
        first.Tune(vowel[0] * Size, 0.86f);
        second.Tune(vowel[1] * Size, 0.9f);
        third.Tune(vowel[2] * Size, 0.9f);
        for (var i = 0; i < sound.Length; i++)
        {
            var x = sound[i];
            sound[i] = 0.12f * x + first.BandPass(x) * 0.5f + second.BandPass(x) * 0.35f + third.BandPass(x) * 0.25f;
        }
    }
}
