namespace Mixtape.Music.Audio.Rendering;

/// <summary>
/// A state-variable filter of second order by trapezoidal integration (Simper 2013): stable at any cutoff, even while it moves.
/// </summary>
internal struct StateVariableFilter
{
    private float _first, _second, _a1, _a2, _a3, _damping;

    /// <param name="cutoff">Hz; held below half the sample rate.</param>
    /// <param name="resonance">0 for none, to 1 for a whistle.</param>
    public void Tune(float cutoff, float resonance)
    {
        var g = MathF.Tan(MathF.PI * Math.Clamp(cutoff / Patch.Rate, 0.0005f, 0.47f));
        _damping = 2 - 1.9f * resonance;
        _a1 = 1 / (1 + g * (g + _damping));
        _a2 = g * _a1;
        _a3 = g * _a2;
    }

    public float LowPass(float x)
    {
        Step(x, out _, out var low);
        return low;
    }

    public float BandPass(float x)
    {
        Step(x, out var band, out _);
        return band;
    }

    public float HighPass(float x)
    {
        Step(x, out var band, out var low);
        return x - _damping * band - low;
    }

    private void Step(float x, out float band, out float low)
    {
        var v3 = x - _second;
        band = _a1 * _first + _a2 * v3;
        low = _second + _a2 * _first + _a3 * v3;
        _first = 2 * band - _first;
        _second = 2 * low - _second;
    }
}
