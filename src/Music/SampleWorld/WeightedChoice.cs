using Mixtape.Numerics;

namespace Mixtape.Music.SampleWorld;

/// <summary>Draws items in proportion to their weights, in logarithmic time.</summary>
internal sealed class WeightedChoice<T>
{
    private readonly T[] _items;
    private readonly double[] _cumulative;

    /// <summary>At least one item, each with a positive weight.</summary>
    public WeightedChoice(IEnumerable<T> items, Func<T, double> weight)
    {
        _items = [.. items];
        _cumulative = new double[_items.Length];
        var sum = 0.0;
        for (var i = 0; i < _items.Length; i++) _cumulative[i] = sum += weight(_items[i]);
    }

    public IReadOnlyList<T> Items => _items;

    public T Draw(SeededRandom random)
    {
        var at = Array.BinarySearch(_cumulative, random.NextDouble() * _cumulative[^1]);
        // A hit on a boundary belongs to the next item, a miss to the first boundary above.
        return _items[Math.Min(at >= 0 ? at + 1 : ~at, _items.Length - 1)];
    }
}
