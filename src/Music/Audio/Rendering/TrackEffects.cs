namespace Mixtape.Music.Audio.Rendering;

/// <summary>What an instrument's sound goes through before the mix: amplifier and loudspeaker, chorus, tremolo.</summary>
internal static class TrackEffects
{
    private const float Rate = SongRenderer.SampleRate;

    public static void Apply(Patch patch, Span<float> bus)
    {
        if (patch.Drive > 0) Distort(patch.Drive, bus);
        if (patch.Cabinet > 0) Loudspeaker(patch.Cabinet, bus);
        if (patch.Chorus > 0) Chorus(patch.Chorus, bus);
        if (patch.Tremolo > 0) Tremolo(patch.Tremolo, patch.TremoloRate, bus);
    }

    /// <summary>A gain that makes the loud parts of a bus so loud, in dB of the root mean square.</summary>
    public static float GainTo(double decibels, ReadOnlySpan<float> bus)
    {
        const int block = 2_048;
        double sum = 0;
        var count = 0;
        for (var start = 0; start + block <= bus.Length; start += block)
        {
            float square = 0;
            for (var i = start; i < start + block; i += 2) square += bus[i] * bus[i];
            if (square < 1e-5f * block) continue;
            sum += square * 2 / block;
            count++;
        }

        return count == 0 ? 1 : (float)(Math.Pow(10, decibels / 20) / Math.Sqrt(sum / count));
    }

    /// <summary>x / (1 + |x|), a little lopsided as valves are.</summary>
    private static void Distort(float drive, Span<float> bus)
    {
        var gain = 1 + 4 * drive;
        float held = 0;
        for (var i = 0; i < bus.Length; i++)
        {
            var x = bus[i] * gain + 0.1f;
            var y = x / (1 + MathF.Abs(x));
            held += 0.002f * (y - held);
            bus[i] = y - held;
        }
    }

    private static void Loudspeaker(float cutoff, Span<float> bus)
    {
        var cone = new StateVariableFilter();
        cone.Tune(cutoff, 0.45f);
        for (var i = 0; i < bus.Length; i++) bus[i] = cone.LowPass(bus[i]);
    }

    /// <summary>A copy whose delay swings between 5 and 12 ms.</summary>
    private static void Chorus(float depth, Span<float> bus)
    {
        const int mask = 511;
        Span<float> line = stackalloc float[mask + 1];
        line.Clear();
        float delay = 0, slope = 0;
        for (var i = 0; i < bus.Length; i++)
        {
            if ((i & 63) == 0)
            {
                var target = Rate * (0.0085f + 0.0035f * MathF.Sin(2 * MathF.PI * 0.7f * i / Rate));
                slope = i == 0 ? 0 : (target - delay) / 64;
                if (i == 0) delay = target;
            }

            delay += slope;
            line[i & mask] = bus[i];
            var whole = (int)delay;
            var rest = delay - whole;
            var wet = line[(i - whole) & mask] * (1 - rest) + line[(i - whole - 1) & mask] * rest;
            bus[i] = 0.8f * (bus[i] + depth * wet);
        }
    }

    private static void Tremolo(float depth, float rate, Span<float> bus)
    {
        const int block = 32;
        for (var start = 0; start < bus.Length; start += block)
        {
            var gain = 1 - depth * (0.5f + 0.5f * MathF.Sin(2 * MathF.PI * rate * start / Rate));
            var end = Math.Min(start + block, bus.Length);
            for (var i = start; i < end; i++) bus[i] *= gain;
        }
    }
}
