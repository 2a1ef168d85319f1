namespace Mixtape.Music.Audio.Rendering;

/// <summary>
/// One set of drums, each hit made once for a song: skins are sines that fall in pitch, wires and claps are filtered noise, metal is
/// squares that do not fit together. Electronic kits ring purer.
/// </summary>
internal sealed class DrumKit
{
    private const float Rate = SongRenderer.SampleRate;

    private static readonly float[] _metal = [1, 1.342f, 1.2312f, 1.6532f, 1.9523f, 2.1523f];

    private readonly float[][] _hits = new float[Enum.GetValues<DrumVoice>().Length][];
    private readonly Dice _dice;
    private readonly double _electronic;
    private readonly float _tone;
    private NoiseSource _noise;

    /// <param name="electronic">0 for played, 1 for machines.</param>
    /// <param name="brightness">0 to 1.</param>
    /// <param name="dice">What makes it this kit.</param>
    public DrumKit(double electronic, double brightness, Dice dice)
    {
        _dice = dice;
        _electronic = electronic;
        _tone = (float)(0.75 + 0.5 * brightness);
        _noise = new NoiseSource((uint)dice.Next(int.MaxValue));
    }

    /// <summary>How a drum sounds at full strength; peaks near its usual level in a kit.</summary>
    public ReadOnlySpan<float> Hit(DrumVoice voice) => _hits[(int)voice] ??= Make(voice);

    private float[] Make(DrumVoice voice) => voice switch
    {
        DrumVoice.Kick => Kick(),
        DrumVoice.Snare => Snare(),
        DrumVoice.Clap => Clap(),
        DrumVoice.Rim => Rim(),
        DrumVoice.ClosedHat => Metal(Between(0.03f, 0.09f), Between(6_000, 8_500), 0.3f, 0.5f),
        DrumVoice.OpenHat => Metal(Between(0.2f, 0.5f), Between(5_500, 8_000), 0.3f, 0.5f),
        DrumVoice.Ride => Metal(Between(0.5f, 1.1f), Between(3_500, 6_000), 0.8f, 0.42f),
        DrumVoice.Crash => Metal(Between(0.9f, 1.8f), Between(2_500, 4_500), 0.15f, 0.7f),
        DrumVoice.LowTom => Skin(Between(75, 115), 0.35f, Between(0.3f, 0.8f), 0.1f, 0.7f),
        DrumVoice.HighTom => Skin(Between(130, 200), 0.28f, Between(0.3f, 0.8f), 0.1f, 0.7f),
        DrumVoice.LowConga => Skin(Between(170, 220), 0.2f, 0.15f, 0.06f, 0.5f),
        DrumVoice.HighConga => Skin(Between(270, 350), 0.14f, 0.12f, 0.08f, 0.45f),
        DrumVoice.Shaker => Rustle(Between(0.04f, 0.08f), 0.3f, Between(5_000, 7_500), 0.22f),
        DrumVoice.Tambourine => Rustle(Between(0.1f, 0.22f), 0.03f, Between(6_500, 8_500), 0.3f),
        DrumVoice.Brush => Rustle(Between(0.12f, 0.25f), 0.25f, Between(2_000, 4_000), 0.3f),
        _ => Cowbell(),
    };

    private float Between(double low, double high) => (float)_dice.Between(low, high);

    private float[] Kick()
    {
        var sound = Skin(Between(42, 62), Between(0.12f + 0.15f * (float)_electronic, 0.3f + 0.25f * (float)_electronic),
            Between(1.2f, 3), Between(0.1f, 0.5f), 1);
        var drive = Between(1, 2.5f);
        for (var i = 0; i < sound.Length; i++) sound[i] = MathF.Tanh(sound[i] * drive);
        return sound;
    }

    /// <summary>A sine that falls from <paramref name="bend"/> above its pitch, in parts of it, and a click.</summary>
    private float[] Skin(float frequency, float ring, float bend, float click, float level)
    {
        var sound = new float[(int)(Rate * Math.Min(1.2f, ring * 2.5f))];
        var settle = MathF.Exp(-1 / (Between(0.015f, 0.04f) * Rate));
        var fade = MathF.Exp(-3 / (ring * Rate));
        float phase = 0, envelope = level, turn = 2 * MathF.PI / Rate, noise = click * level;
        for (var i = 0; i < sound.Length; i++)
        {
            phase += turn * frequency * (1 + bend);
            bend *= settle;
            sound[i] = envelope * MathF.Sin(phase) + noise * _noise.Next();
            envelope *= fade;
            noise *= 0.985f;
        }

        return sound;
    }

    private float[] Snare()
    {
        var ring = Between(0.08f, 0.24f);
        var sound = new float[(int)(Rate * ring * 2.2f)];
        var frequency = Between(165, 245);
        var turn = 2 * MathF.PI / Rate;
        var body = Between(0.3f, 0.8f);
        var wires = Between(0.5f, 1);
        var bodyFade = MathF.Exp(-3 / (Between(0.06f, 0.15f) * Rate));
        var wireFade = MathF.Exp(-3 / (ring * Rate));
        StateVariableFilter high = new(), low = new();
        high.Tune(Between(700, 2_200), 0.2f);
        low.Tune(Between(6_000, 10_000) * _tone, 0.1f);
        for (var i = 0; i < sound.Length; i++)
        {
            var skin = MathF.Sin(turn * frequency * i) + 0.6f * MathF.Sin(turn * frequency * 1.62f * i);
            sound[i] = 0.6f * body * skin + wires * low.LowPass(high.HighPass(_noise.Next()));
            body *= bodyFade;
            wires *= wireFade;
        }

        return sound;
    }

    private float[] Clap()
    {
        var ring = Between(0.08f, 0.2f);
        var sound = new float[(int)(Rate * (ring * 2 + 0.03f))];
        var band = new StateVariableFilter();
        band.Tune(Between(1_000, 1_900) * _tone, 0.45f);
        var gap = Between(0.008f, 0.013f) * Rate;
        for (var i = 0; i < sound.Length; i++)
        {
            var burst = i < 2 * gap ? MathF.Exp(-5 * (i % gap) / gap) : MathF.Exp(-3 * (i - 2 * gap) / (ring * Rate));
            sound[i] = 1.6f * burst * band.BandPass(_noise.Next());
        }

        return sound;
    }

    private float[] Rim()
    {
        var sound = new float[(int)(Rate * 0.06f)];
        var turn = 2 * MathF.PI / Rate * Between(1_300, 2_000);
        for (var i = 0; i < sound.Length; i++)
        {
            var envelope = MathF.Exp(-3f * i / (0.02f * Rate));
            sound[i] = 0.45f * envelope * (MathF.Sin(turn * i) + 0.6f * MathF.Sin(turn * 0.43f * i) + 0.5f * _noise.Next());
        }

        return sound;
    }

    /// <summary>Noise and squares above a frequency; with a ping at the front if it is a ride.</summary>
    private float[] Metal(float ring, float above, float squares, float level)
    {
        squares = Math.Clamp(squares + 0.4f * (float)_electronic - 0.1f, 0, 0.9f);
        var sound = new float[(int)(Rate * Math.Min(1.6f, ring * 2))];
        var filter = new StateVariableFilter();
        filter.Tune(above * _tone, 0.15f);
        var fade = MathF.Exp(-3 / (ring * Rate));
        var pitch = Between(300, 520) / Rate;
        Span<float> phases = stackalloc float[_metal.Length];
        phases.Clear();
        var envelope = level * 1.2f;
        for (var i = 0; i < sound.Length; i++)
        {
            float sum = 0;
            for (var k = 0; k < phases.Length; k++)
            {
                phases[k] += pitch * _metal[k];
                if (phases[k] >= 1) phases[k] -= 1;
                sum += phases[k] < 0.5f ? 0.3f : -0.3f;
            }

            sound[i] = envelope * filter.HighPass(squares * sum + (1 - squares) * _noise.Next());
            envelope *= fade;
        }

        return sound;
    }

    private float[] Rustle(float ring, float rise, float about, float level)
    {
        var sound = new float[(int)(Rate * ring * 2)];
        var filter = new StateVariableFilter();
        filter.Tune(about * _tone, 0.3f);
        var attack = Math.Max(1, (int)(sound.Length * rise * 0.5f));
        for (var i = 0; i < sound.Length; i++)
        {
            var envelope = i < attack ? (float)i / attack : MathF.Exp(-3f * (i - attack) / (ring * Rate));
            sound[i] = 1.5f * level * envelope * filter.BandPass(_noise.Next());
        }

        return sound;
    }

    private float[] Cowbell()
    {
        var sound = new float[(int)(Rate * 0.25f)];
        var first = Between(520, 590) / Rate;
        var second = first * 1.5f;
        var filter = new StateVariableFilter();
        filter.Tune(1_200, 0.5f);
        for (var i = 0; i < sound.Length; i++)
        {
            var square = (first * i % 1 < 0.5f ? 0.4f : -0.4f) + (second * i % 1 < 0.5f ? 0.4f : -0.4f);
            sound[i] = MathF.Exp(-3f * i / (0.12f * Rate)) * filter.BandPass(square);
        }

        return sound;
    }
}
