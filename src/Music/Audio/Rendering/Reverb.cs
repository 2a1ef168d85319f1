namespace Mixtape.Music.Audio.Rendering;

/// <summary>
/// A room: four delay lines that feed each other through a Hadamard matrix (Jot and Chaigne 1991), each losing highs. Reuses its memory;
/// not safe for concurrent use.
/// </summary>
internal sealed class Reverb
{
    private const int Mask = 4_095;
    private static readonly int[] _lengths = [887, 1_151, 1_399, 1_733];

    private readonly float[][] _lines = [new float[Mask + 1], new float[Mask + 1], new float[Mask + 1], new float[Mask + 1]];

    /// <summary>Adds the room's answer to a mix.</summary>
    /// <param name="send">What is sent into the room.</param>
    /// <param name="seconds">Until it has died away by 60 dB.</param>
    /// <param name="size">Scale of the room, 0.3 to 2.</param>
    /// <param name="darkness">How fast highs die, 0 to 1.</param>
    /// <param name="mix">Gets it.</param>
    public void Add(ReadOnlySpan<float> send, double seconds, double size, float darkness, Span<float> mix)
    {
        foreach (var line in _lines) Array.Clear(line);
        Span<int> delays = stackalloc int[4];
        Span<float> keeps = stackalloc float[4];
        for (var i = 0; i < 4; i++)
        {
            delays[i] = Math.Min(Mask, (int)(_lengths[i] * size));
            keeps[i] = 0.5f * (float)Math.Pow(10, -3 * delays[i] / (seconds * SongRenderer.SampleRate));
        }

        float[] l0 = _lines[0], l1 = _lines[1], l2 = _lines[2], l3 = _lines[3];
        float d0 = 0, d1 = 0, d2 = 0, d3 = 0;
        var bright = 1 - 0.8f * darkness;
        for (var i = 0; i < send.Length; i++)
        {
            d0 += bright * (l0[(i - delays[0]) & Mask] - d0);
            d1 += bright * (l1[(i - delays[1]) & Mask] - d1);
            d2 += bright * (l2[(i - delays[2]) & Mask] - d2);
            d3 += bright * (l3[(i - delays[3]) & Mask] - d3);
            float a = d0 + d1, b = d0 - d1, c = d2 + d3, d = d2 - d3;
            var x = send[i];
            l0[i & Mask] = x + keeps[0] * (a + c);
            l1[i & Mask] = x + keeps[1] * (b + d);
            l2[i & Mask] = keeps[2] * (a - c) - x;
            l3[i & Mask] = keeps[3] * (b - d);
            mix[i] += d0 - d1 + d2 - d3;
        }
    }
}
