using System.Runtime.InteropServices;
using Mixtape.Music.Blobs;

namespace Mixtape.Music.Listening;

/// <summary>Counts which features tracks have, to choose columns by. Not safe for concurrent use.</summary>
public sealed class FeatureTally
{
    private readonly Dictionary<string, long> _tracks = new(StringComparer.Ordinal);

    /// <summary>Adds tracks that have a feature.</summary>
    public void Add(string name, long tracks) => CollectionsMarshal.GetValueRefOrAddDefault(_tracks, name, out _) += tracks;

    /// <summary>Adds a block's tracks.</summary>
    public void Add(TrackFeatures block)
    {
        var counts = new long[block.Columns.Count];
        foreach (var column in block.Indices) counts[column]++;
        for (var column = 0; column < counts.Length; column++) Add(block.Columns[column], counts[column]);
    }

    /// <summary>The names that most tracks have, of equals the first in ordinal order; as a table, so in ordinal order.</summary>
    public IdTable Commonest(int maximum) => new([.. _tracks
        .OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal)
        .Take(maximum)
        .Select(entry => entry.Key)
        .Order(StringComparer.Ordinal)]);
}
