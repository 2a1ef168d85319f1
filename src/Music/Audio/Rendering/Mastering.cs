namespace Mixtape.Music.Audio.Rendering;

/// <summary>Makes of a mix what a listener gets: tone, compression, saturation, the medium's faults, level.</summary>
internal static class Mastering
{
    private const float Rate = SongRenderer.SampleRate;

    public static void Apply(Production production, Dice dice, Span<float> mix)
    {
        if (production.Swell > 0.5) Swell(production.Swell, dice, mix);
        Tone(production, mix);
        Normalise(mix, 0.5f);
        if (production.Ratio < 0.98f) Compress(production.Ratio, mix);
        Saturate(production.Drive, mix);
        AddNoise(production, new NoiseSource((uint)dice.Next(int.MaxValue)), mix);
        if (production.Wow > 0) Wow(production.Wow, dice.Between(0.4, 1.4), mix);
        Band(production.Band, mix);
        Fade(production.Fade, mix);
        Normalise(mix, production.Peak);
    }

    /// <summary>Levels that wander, as those of players without a compressor do.</summary>
    private static void Swell(double decibels, Dice dice, Span<float> mix)
    {
        var block = (int)(1.3 * Rate);
        float gain = 1;
        double place = 0;
        for (var start = 0; start < mix.Length; start += block)
        {
            place = Math.Clamp(0.7 * place + 0.7 * dice.Gaussian(), -1.5, 1.5);
            var part = mix.Slice(start, Math.Min(block, mix.Length - start));
            var step = ((float)Math.Pow(10, decibels * place / 20) - gain) / block;
            for (var i = 0; i < part.Length; i++) part[i] *= gain += step;
        }
    }

    /// <summary>Shelves at 120 Hz, 2 and 6 kHz by splitting with first-order filters.</summary>
    private static void Tone(Production production, Span<float> mix)
    {
        var (air, high, low) = production.Tilt;
        float airGain = Gain(air), highGain = Gain(high), lowGain = Gain(low);
        float airStep = Step(6_000), highStep = Step(2_000), lowStep = Step(120);
        float belowAir = 0, belowHigh = 0, belowLow = 0;
        for (var i = 0; i < mix.Length; i++)
        {
            var x = mix[i];
            belowAir += airStep * (x - belowAir);
            belowHigh += highStep * (x - belowHigh);
            belowLow += lowStep * (x - belowLow);
            mix[i] = x + lowGain * belowLow + highGain * (x - belowHigh) + airGain * (x - belowAir);
        }

        static float Gain(double decibels) => (float)Math.Pow(10, Math.Clamp(decibels, -9, 14) / 20) - 1;

        static float Step(float cutoff) => 1 - MathF.Exp(-2 * MathF.PI * cutoff / Rate);
    }

    /// <summary>Brings loud stretches down: attack 8 ms, release 150 ms, the threshold 14 dB under the peak.</summary>
    private static void Compress(float ratio, Span<float> mix)
    {
        const int block = 32;
        const float threshold = 0.1f;
        var attack = 1 - MathF.Exp(-block / (0.008f * Rate));
        var release = 1 - MathF.Exp(-block / (0.15f * Rate));
        float level = 0, gain = 1;
        for (var start = 0; start < mix.Length; start += block)
        {
            var part = mix.Slice(start, Math.Min(block, mix.Length - start));
            float peak = 0;
            foreach (var x in part) peak = Math.Max(peak, MathF.Abs(x));
            level += (peak > level ? attack : release) * (peak - level);
            var target = level > threshold ? MathF.Pow(level / threshold, ratio - 1) : 1;
            var step = (target - gain) / part.Length;
            for (var i = 0; i < part.Length; i++) part[i] *= gain += step;
            gain = target;
        }

        Normalise(mix, 0.7f);
    }

    private static void Saturate(float drive, Span<float> mix)
    {
        for (var i = 0; i < mix.Length; i++)
        {
            // The tangent's Pade approximant, exact to 2 % up to where it is held.
            var x = Math.Clamp(mix[i] * drive, -3, 3);
            mix[i] = x * (27 + x * x) / (27 + 9 * x * x);
        }
    }

    private static void AddNoise(Production production, NoiseSource noise, Span<float> mix)
    {
        var (hiss, hum, crackle) = production.Noise;
        if (hiss > 0)
            for (var i = 0; i < mix.Length; i++) mix[i] += hiss * noise.Next();
        if (hum > 0)
        {
            Wave.Sine.AddTo(mix, 50, hum, 0);
            Wave.Sine.AddTo(mix, 150, hum * 0.4f, 0);
        }

        if (crackle <= 0) return;
        var gap = 0.1f * Rate;
        for (var at = gap; at < mix.Length - 8; at += gap * (0.1f + 1.8f * MathF.Abs(noise.Next())))
        {
            var size = crackle * noise.Next() * MathF.Abs(noise.Next());
            for (var i = 0; i < 8; i++) mix[(int)at + i] += size * noise.Next() * (1 - i / 8f);
        }
    }

    /// <summary>Reads with a delay that swings, so that pitch does by the given share.</summary>
    private static void Wow(double share, double rate, Span<float> mix)
    {
        var turn = 2 * Math.PI * rate / Rate;
        var depth = share / turn;
        var kept = mix.ToArray();
        for (var start = 0; start < mix.Length; start += 64)
        {
            var (sin, cos) = Math.SinCos(turn * start);
            var end = Math.Min(start + 64, mix.Length);
            for (var i = start; i < end; i++)
            {
                var place = (float)(depth * (1 + sin + turn * cos * (i - start)));
                var at = i - place - 1;
                if (at < 0) continue;
                var whole = (int)at;
                var rest = at - whole;
                mix[i] = kept[whole] + rest * (kept[whole + 1] - kept[whole]);
            }
        }
    }

    private static void Band((double Low, double High) band, Span<float> mix)
    {
        var high = new StateVariableFilter();
        high.Tune((float)band.Low, 0.3f);
        for (var i = 0; i < mix.Length; i++) mix[i] = high.HighPass(mix[i]);
        if (band.High >= 10_500) return;
        StateVariableFilter low = new(), second = new();
        low.Tune((float)band.High, 0.35f);
        second.Tune((float)band.High, 0.1f);
        for (var i = 0; i < mix.Length; i++) mix[i] = second.LowPass(low.LowPass(mix[i]));
    }

    private static void Fade((double In, double Out) fade, Span<float> mix)
    {
        var rise = Math.Min(mix.Length, (int)(fade.In * Rate));
        for (var i = 0; i < rise; i++) mix[i] *= (float)i / rise;
        var fall = Math.Min(mix.Length, (int)(fade.Out * Rate));
        for (var i = 0; i < fall; i++) mix[mix.Length - 1 - i] *= 0.05f + 0.95f * i / fall;
    }

    private static void Normalise(Span<float> mix, float peak)
    {
        float most = 0;
        foreach (var x in mix) most = Math.Max(most, MathF.Abs(x));
        if (most <= 0) return;
        var gain = peak / most;
        for (var i = 0; i < mix.Length; i++) mix[i] *= gain;
    }
}
