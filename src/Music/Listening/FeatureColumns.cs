using Mixtape.Music.Blobs;

namespace Mixtape.Music.Listening;

/// <summary>
/// The columns of a table of tracks' features. A row has a number for each, NaN where a track lacks it; features that are no column are
/// passed over. Immutable, safe for concurrent use.
/// </summary>
public sealed class FeatureColumns(IdTable names)
{
    /// <summary>The columns' names, in ordinal order.</summary>
    public IdTable Names => names;

    /// <summary>Fills the row of a track.</summary>
    /// <returns>How many columns the track has.</returns>
    public int Fill(IReadOnlyDictionary<string, double> features, Span<float> row)
    {
        row.Fill(float.NaN);
        var known = 0;
        foreach (var (name, value) in features)
        {
            if (names.Find(name) is not (>= 0 and var column)) continue;
            row[column] = (float)value;
            known++;
        }

        return known;
    }

    /// <summary>Which column each of a block's columns is; -1 for none.</summary>
    public int[] Map(TrackFeatures block) => [.. block.Columns.Select(names.Find)];

    /// <summary>As the other, of a row of a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="map">What <see cref="Map"/> gives for it.</param>
    /// <param name="track">Which row.</param>
    /// <param name="row">What to fill.</param>
    public static int Fill(TrackFeatures block, int[] map, int track, Span<float> row)
    {
        row.Fill(float.NaN);
        var known = 0;
        var (first, count) = block.Row(track).GetOffsetAndLength(block.Indices.Length);
        for (var e = first; e < first + count; e++)
        {
            if (map[block.Indices[e]] is not (>= 0 and var column)) continue;
            row[column] = block.Values[e];
            known++;
        }

        return known;
    }
}
