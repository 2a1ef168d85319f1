namespace Mixtape.Music.Audio.Rendering;

/// <summary>
/// One period of a wave, sampled once per octave of pitch with only the harmonics that stay below half the sample rate there. Immutable.
/// </summary>
internal sealed class Wave
{
    public const int LogLength = 11;
    public const int Length = 1 << LogLength;

    private const int Octaves = 9;
    private const float LowestTop = 55;

    private static readonly float[] _sines = [.. Enumerable.Range(0, Length).Select(i => MathF.Sin(2 * MathF.PI * i / Length))];

    private readonly float[][] _tables = new float[Octaves][];

    /// <param name="harmonics">The amplitude of each harmonic, from the first.</param>
    public Wave(ReadOnlySpan<float> harmonics)
    {
        for (var octave = 0; octave < Octaves; octave++)
        {
            var most = (int)(0.5f * Patch.Rate / (LowestTop * (1 << octave)));
            _tables[octave] = Table(harmonics[..Math.Min(harmonics.Length, Math.Max(1, most))]);
        }
    }

    public static Wave Sine { get; } = new([1]);

    public static Wave Saw { get; } = new([.. Enumerable.Range(1, 256).Select(n => 0.6f / n)]);

    public static Wave Square { get; } = new([.. Enumerable.Range(1, 256).Select(n => n % 2 == 1 ? 0.8f / n : 0)]);

    public static Wave Triangle { get; } =
        new([.. Enumerable.Range(1, 64).Select(n => n % 2 == 1 ? (n % 4 == 1 ? 0.8f : -0.8f) / (n * n) : 0)]);

    /// <summary>A pulse that is high for a share of its period.</summary>
    public static Wave Pulse(float share) =>
        new([.. Enumerable.Range(1, 256).Select(n => 0.8f * MathF.Sin(MathF.PI * n * share) / n)]);

    /// <summary>The table for a pitch; one sample longer than the period, for interpolation.</summary>
    public ReadOnlySpan<float> At(float frequency) =>
        _tables[Math.Clamp((int)MathF.Ceiling(MathF.Log2(frequency / LowestTop)), 0, Octaves - 1)];

    /// <summary>Adds the wave at a steady pitch.</summary>
    /// <returns>Where in its period it ends, as a share of 2^32.</returns>
    public uint AddTo(Span<float> sound, float frequency, float gain, uint phase)
    {
        var table = At(frequency);
        var step = (uint)(frequency / Patch.Rate * 4_294_967_296.0);
        for (var i = 0; i < sound.Length; i++)
        {
            var at = (int)(phase >> (32 - LogLength));
            var between = (phase & ((1u << (32 - LogLength)) - 1)) * (1f / (1u << (32 - LogLength)));
            var low = table[at];
            sound[i] += gain * (low + between * (table[at + 1] - low));
            phase += step;
        }

        return phase;
    }

    private static float[] Table(ReadOnlySpan<float> harmonics)
    {
        var table = new float[Length + 1];
        for (var n = 1; n <= harmonics.Length; n++)
        {
            var amplitude = harmonics[n - 1];
            if (amplitude == 0) continue;
            for (var i = 0; i < Length; i++) table[i] += amplitude * _sines[n * i & (Length - 1)];
        }

        table[Length] = table[0];
        return table;
    }
}
