using Mixtape.Music.Collaborative;
using Mixtape.Numerics;

namespace Mixtape.Music.Tests.Collaborative;

/// <summary>Folds listeners into given tracks.</summary>
internal sealed class FoldedListeners
{
    private readonly AlternatingLeastSquaresOptions _options;
    private readonly FactorMatrix _tracks;
    private readonly PrincipalAxes _axes;

    public FoldedListeners(AlternatingLeastSquaresOptions options, FactorMatrix tracks)
    {
        _options = options;
        _tracks = tracks;
        var gramian = new Gramian(options.Width);
        gramian.Add(tracks);
        _axes = new PrincipalAxes(options, Side.Listeners, gramian, tracks.Rows);
    }

    public FoldIn Fold(IEnumerable<(int Track, float Plays)> plays)
    {
        var row = plays.ToArray();
        var played = new FactorMatrix(row.Length, _options.Width);
        for (var i = 0; i < row.Length; i++) _tracks[row[i].Track].CopyTo(played[i]);
        return new FoldIn(_axes, new WeightedFactors(played, []), [.. row.Select(pair => pair.Plays)]);
    }
}
