using Mixtape.Music.Blobs;

namespace Mixtape.Music.Listening;

/// <summary>Gathers the features of a block of tracks, some 8 bytes each. Not safe for concurrent use.</summary>
public sealed class TrackFeaturesBuilder
{
    /// <summary>
    /// The most names of one block; of more, those that fewest tracks have are left out.
    /// </summary>
    public const int MaximumColumns = 1024;

    /// <summary>
    /// The most names that are counted, the first that come; so tracks that each bring names of their own take no more memory than others.
    /// </summary>
    public const int MaximumNames = 65_536;

    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly List<long> _tracksOfName = [];
    private readonly List<string> _tracks = [];
    private readonly List<int> _rowEnds = [];
    private readonly List<(int Name, float Value)> _entries = [];

    /// <summary>Adds a track; one without features is left out. Ids must rise.</summary>
    public void Add(Track track)
    {
        if (track.Features is not { Count: > 0 } features) return;
        foreach (var (name, value) in features)
        {
            if (!_names.TryGetValue(name, out var number))
            {
                if (_names.Count == MaximumNames) continue;
                _names.Add(name, number = _names.Count);
                _tracksOfName.Add(0);
            }

            _tracksOfName[number]++;
            _entries.Add((number, (float)value));
        }

        _tracks.Add(track.Id);
        _rowEnds.Add(_entries.Count);
    }

    /// <summary>The block.</summary>
    /// <exception cref="ArgumentException">Ids did not rise.</exception>
    public TrackFeatures Build()
    {
        var tally = new FeatureTally();
        foreach (var (name, number) in _names) tally.Add(name, _tracksOfName[number]);
        var columns = tally.Commonest(MaximumColumns);
        var columnOf = new int[_names.Count];
        foreach (var (name, number) in _names) columnOf[number] = columns.Find(name);

        var (ends, indices, values) = (new int[_rowEnds.Count], new List<int>(_entries.Count), new List<float>(_entries.Count));
        for (int row = 0, start = 0; row < ends.Length; start = _rowEnds[row++])
        {
            var entries = _entries.Slice(start, _rowEnds[row] - start).ConvertAll(entry => (Column: columnOf[entry.Name], entry.Value));
            entries.Sort((a, b) => a.Column.CompareTo(b.Column));
            foreach (var (column, value) in entries)
            {
                if (column < 0) continue;
                indices.Add(column);
                values.Add(value);
            }

            ends[row] = indices.Count;
        }

        return new TrackFeatures(new IdTable([.. _tracks]), columns, ends, [.. indices], [.. values]);
    }
}
