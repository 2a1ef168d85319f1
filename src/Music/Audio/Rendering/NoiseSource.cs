namespace Mixtape.Music.Audio.Rendering;

/// <summary>White noise, uniform in [-1, 1): a linear congruential generator, as fast as sound needs it. Change by reference.</summary>
internal struct NoiseSource(uint seed)
{
    private uint _state = seed * 2_654_435_761u + 1;

    public float Next()
    {
        _state = _state * 1_664_525 + 1_013_904_223;
        return (int)_state * (1f / 2_147_483_648f);
    }
}
