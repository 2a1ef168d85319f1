using Mixtape.Numerics;

namespace Mixtape.Music.Audio.Rendering;

/// <summary>What differs from style to style.</summary>
internal enum StyleTrait
{
    Brightness,
    Density,
    Tempo,
    Space,
    Grit,
    Loudness,
    Looseness,
    Richness,
}

/// <summary>
/// A place on a genre's circle of styles. Traits are sines of the place, and choices lean to those that lie near it, so that neighbours
/// sound alike; the rest is the song's own chance.
/// </summary>
internal sealed class StylePlace(int genre, double style, Dice dice)
{
    // How much of a trait is the style's; and how sharply choices keep to their place (of a von Mises density).
    private const double StyleShare = 0.7;
    private const double Concentration = 3;

    /// <summary>A trait of the song, in [0, 1].</summary>
    public double Trait(StyleTrait trait) => StyleShare * OfStyle(trait) + (1 - StyleShare) * dice.Unit();

    /// <summary>One of the options, which stand evenly around the circle.</summary>
    public T Choose<T>(IReadOnlyList<T> options)
    {
        Span<double> weights = stackalloc double[options.Count];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = Math.Exp(Concentration * Math.Cos(2 * Math.PI * (style - (double)i / weights.Length)));
        return options[dice.Weighted(weights)];
    }

    private double OfStyle(StyleTrait trait)
    {
        var phase = StableHash.Fraction(SeededRandom.Mix((ulong)(genre * 64 + (int)trait + 1)));
        return 0.5 + 0.5 * Math.Sin(2 * Math.PI * (style + phase));
    }
}
