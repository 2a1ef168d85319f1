using Mixtape.Numerics;

namespace Mixtape.Music.Audio.Rendering;

/// <summary>The chances that a song is made of. Not safe for concurrent use.</summary>
internal sealed class Dice(ulong seed)
{
    private readonly SeededRandom _random = new(seed);

    public double Unit() => _random.NextDouble();

    public bool Chance(double probability) => _random.NextDouble() < probability;

    public int Next(int exclusiveMaximum) => _random.Next(exclusiveMaximum);

    public double Between(double low, double high) => low + (high - low) * _random.NextDouble();

    /// <summary>Evenly by ratio.</summary>
    public double LogBetween(double low, double high) => low * Math.Pow(high / low, _random.NextDouble());

    public double Gaussian() => _random.NextGaussian();

    public T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    /// <summary>An index, as likely as its weight.</summary>
    public int Weighted(ReadOnlySpan<double> weights)
    {
        double sum = 0;
        foreach (var weight in weights) sum += weight;
        var at = _random.NextDouble() * sum;
        for (var i = 0; i < weights.Length - 1; i++)
        {
            at -= weights[i];
            if (at < 0) return i;
        }

        return weights.Length - 1;
    }

    /// <summary>Dice of their own, so that one part's draws do not shift another's.</summary>
    public Dice Split() => new(_random.NextUInt64());
}
