using System.Runtime.Intrinsics;

namespace Mixtape.Music.Audio.Rendering;

/// <summary>
/// Struck things, as a sum of partials that die away each at its own pace, the high ones first: pianos, bells, bars. Eight partials turn
/// in one vector as complex numbers, so pitch stays exact.
/// </summary>
internal sealed record PartialsPatch : Patch
{
    private const int Lanes = 8;

    /// <summary>Frequency of each partial as a multiple of the pitch; empty for a stretched harmonic series.</summary>
    public float[] Ratios { get; init; } = [];

    /// <summary>How far a string's series is stretched: partial n lies at n sqrt(1 + B n^2).</summary>
    public float Stretch { get; init; }

    /// <summary>Each partial is this much weaker than the one before.</summary>
    public float Rolloff { get; init; } = 0.75f;

    /// <summary>Seconds to silence (60 dB) of middle C's first partial.</summary>
    public float Ring { get; init; } = 3;

    /// <summary>How much faster each partial dies than the first.</summary>
    public float Damping { get; init; } = 0.35f;

    /// <summary>Level of the hammer's noise.</summary>
    public float Knock { get; init; } = 0.03f;

    public override Patch Varied(float brightness, Dice dice) => this with
    {
        Rolloff = (float)Math.Clamp(Rolloff * (0.75 + 0.25 * brightness), 0.2, 0.95),
        Ring = Ring * (float)dice.LogBetween(0.6, 1.5),
        Damping = Damping * (float)dice.LogBetween(0.7, 1.4),
        Knock = Knock * (float)dice.LogBetween(0.4, 2.5),
    };

    public override void Render(NoteShape note, Span<float> sound)
    {
        sound.Clear();
        var partials = Ratios.Length > 0 ? Ratios.Length : 2 * Lanes;
        for (var first = 0; first < partials; first += Lanes)
            if (Ratio(first) * note.Frequency < 0.48f * Rate) AddEight(note, first, Math.Min(partials, first + Lanes), sound);
        var noise = new NoiseSource(note.Seed);
        var knock = Knock * note.Velocity;
        var length = Math.Min(sound.Length, (int)(0.02f * Rate));
        for (var i = 0; i < length; i++) sound[i] += knock * noise.Next() * (1 - (float)i / length);
        Shape(sound, note.Gate);
    }

    private float Ratio(int partial)
    {
        if (Ratios.Length > 0) return Ratios[Math.Min(partial, Ratios.Length - 1)];
        var n = partial + 1;
        return n * MathF.Sqrt(1 + Stretch * n * n);
    }

    private void AddEight(NoteShape note, int first, int end, Span<float> sound)
    {
        Span<float> cosines = stackalloc float[Lanes];
        Span<float> sines = stackalloc float[Lanes];
        Span<float> levels = stackalloc float[Lanes];
        levels.Clear();
        var ring = Ring * MathF.Sqrt(261.6f / note.Frequency);
        var soft = Rolloff * (0.75f + 0.3f * note.Velocity);
        for (var partial = first; partial < end; partial++)
        {
            var frequency = note.Frequency * Ratio(partial);
            if (frequency > 0.48f * Rate) break;
            var lane = partial - first;
            var decay = MathF.Exp(-6.9f * (1 + Damping * partial) / (ring * Rate));
            var (sin, cos) = MathF.SinCos(2 * MathF.PI * frequency / Rate);
            cosines[lane] = cos * decay;
            sines[lane] = sin * decay;
            levels[lane] = 0.4f * MathF.Pow(Math.Min(soft, 0.97f), partial);
        }

        var c = Vector256.Create<float>(cosines);
        var s = Vector256.Create<float>(sines);
        var x = Vector256<float>.Zero;
        var y = Vector256.Create<float>(levels);
        for (var i = 0; i < sound.Length; i++)
        {
            var turned = x * c + y * s;
            y = y * c - x * s;
            x = turned;
            sound[i] += Vector256.Sum(x);
        }
    }
}
