using Mixtape.Music.Collaborative;
using Mixtape.Numerics;

namespace Mixtape.Music.Tests.Collaborative;

/// <summary>Folds listeners into given tracks.</summary>
internal sealed class FoldedListeners
{
    private readonly AlternatingLeastSquaresOptions _options;
    private readonly FactorMatrix _tracks;
    private readonly Gramian _gramian;

    public FoldedListeners(AlternatingLeastSquaresOptions options, FactorMatrix tracks)
    {
        _options = options;
        _tracks = tracks;
        _gramian = new Gramian(options.Width);
        _gramian.Add(tracks);
    }

    public FoldIn Fold(IEnumerable<(int Track, float Plays)> plays)
    {
        var row = plays.ToArray();
        var played = new FactorMatrix(row.Length, _options.Width);
        for (var i = 0; i < row.Length; i++) _tracks[row[i].Track].CopyTo(played[i]);
        return new FoldIn(_options, _gramian, _tracks.Rows, played, [.. row.Select(pair => pair.Plays)]);
    }
}
