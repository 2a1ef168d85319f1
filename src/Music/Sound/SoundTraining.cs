using Mixtape.Learning.Neural.Training;
using Mixtape.Learning.Regression;
using Mixtape.Music.Collaborative;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Sound;

/// <summary>
/// Learns to tell tracks' factors from their embeddings (van den Oord, Dieleman and Schrauwen 2013), block of tracks by block. A tenth of
/// the tracks, drawn by their ids, decides between linear maps of several penalties and a network; what is best on them is then fitted to
/// all. The same blocks give the same bytes. Not safe for concurrent use.
/// <para>
/// What is learned is the direction of a track's factors alone: their length says how much is known of the track, which is not to be heard.
/// </para>
/// </summary>
/// <param name="options">From what.</param>
/// <param name="inputs">Entries of an embedding.</param>
/// <param name="model">The model whose factors they are.</param>
/// <param name="trusted">How many tracks there will be whose listeners suffice; it decides which are drawn.</param>
/// <param name="seed">Of the draws and of the network.</param>
public sealed class SoundTraining(SoundOptions options, int inputs, AlternatingLeastSquaresOptions model, long trusted, ulong seed)
{
    private const double HeldOutShare = 0.1;
    private const int MostHeldOut = 10_000; // enough to tell a hundredth of the variance from nothing

    // In standard errors: what the best of so many maps explains of noise mostly lies above 0, and below this.
    private const double Chance = 3;

    // So many listeners it takes for a track's factors to count half as much as those of a track that all play.
    private const double HalfTrust = 20;

    private readonly NormalEquations _equations = new(inputs, model.Factors);
    private readonly SoundRows _heldOut = new(inputs, model.Factors);
    private readonly List<string> _heldOutTracks = [];
    private readonly SoundRows _sample = new(inputs, model.Factors);
    private readonly List<(int Listeners, float Length, float Bias)> _learned = [];

    /// <summary>Adds a block of tracks.</summary>
    /// <param name="tracks">Their ids.</param>
    /// <param name="embeddings">The embedding of each; zeros where there is none, which is passed over.</param>
    /// <param name="vectors">The factors of each [tracks x width of the model].</param>
    /// <param name="listeners">How many listeners each has.</param>
    public void Add(IReadOnlyList<string> tracks, FactorMatrix embeddings, FactorMatrix vectors, IReadOnlyList<int> listeners)
    {
        var (rows, direction) = (new SoundRows(inputs, model.Factors), new float[model.Factors]);
        var (heldOut, sample) = (HeldOut, HeldOut + (double)options.MaximumTracks / Math.Max(1, trusted));
        for (var row = 0; row < tracks.Count; row++)
        {
            var (embedding, vector) = (embeddings[row].ToArray(), vectors[row][..model.Factors].ToArray());
            var length = MathF.Sqrt(Dot.Product(vector, vector));
            if (!options.Trusts(listeners[row]) || !embedding.AsSpan().ContainsAnyExcept(0f) || !(length > 0)) continue;
            for (var i = 0; i < model.Factors; i++) direction[i] = vector[i] / length;
            var (weight, draw) = ((float)(listeners[row] / (listeners[row] + HalfTrust)), Draw(tracks[row]));
            if (draw < heldOut)
            {
                _heldOut.Add(embedding, direction, weight);
                _heldOutTracks.Add(tracks[row]);
            }
            else
            {
                rows.Add(embedding, direction, weight);
                if (draw < sample) _sample.Add(embedding, direction, weight);
            }

            if (draw < sample) _learned.Add((listeners[row], length, model.Biases ? vectors[row][^1] : 0));
        }

        if (rows.Count > 0) _equations.Add(rows.ToRows());
    }

    /// <summary>Chooses, and fits to all.</summary>
    /// <returns>What came of it; null where too few tracks were added to learn from, or sound says no more of them than chance.</returns>
    public SoundFit? Fit(CancellationToken cancellationToken = default)
    {
        if (_heldOut.Count < 2 || _equations.Rows < 2) return null;
        var heldOut = _heldOut.ToRows();
        var (penalty, ridge, quality) = RidgeRegression.Choose(_equations, heldOut, RidgeRegression.Penalties);
        var networkOptions = new NetworkRegressionOptions { Seed = seed };
        var network = TrainNetwork(ridge, heldOut, networkOptions, cancellationToken);
        var takesNetwork = network is not null && network.Value.Quality.IsBetterThan(quality);
        var best = takesNetwork ? network!.Value.Quality : quality;
        if (!(best.VarianceExplained > Chance * best.StandardError)) return null;

        var chosen = takesNetwork ? network!.Value.Map : ridge;
        // The scale is found before the held-out tracks join in: those that were learned from are predicted too well.
        var (scale, bias) = Likeness(chosen.Predict(heldOut.Inputs));
        var predicted = new SoundModel(chosen, scale, bias).Predict(heldOut.Inputs, model);
        _equations.Add(heldOut);
        var final = RidgeRegression.Fit(_equations, penalty);
        if (takesNetwork)
        {
            var all = new SoundRows(inputs, model.Factors);
            all.Add(_sample);
            all.Add(_heldOut);
            final = NetworkRegression.Retrain(final, all.ToRows(), network!.Value.Epochs, networkOptions, cancellationToken);
        }

        var report = new SoundQuality(
            takesNetwork ? SoundQuality.Network : SoundQuality.Ridge, _equations.Rows, heldOut.Count,
            best.VarianceExplained, best.MeanCosine, best.MeanVectorCosine, quality.VarianceExplained, network?.Quality.VarianceExplained);
        return new SoundFit(new SoundModel(final, scale, bias), report, _heldOutTracks, predicted);
    }

    private double HeldOut => Math.Min(HeldOutShare, (double)MostHeldOut / Math.Max(1, trusted));

    private double Draw(string track) => StableHash.Fraction(StableHash.Of(track, SeededRandom.Mix(seed)));

    private (VectorRegression Map, int Epochs, RegressionQuality Quality)? TrainNetwork(
        VectorRegression start, RegressionRows heldOut, NetworkRegressionOptions network, CancellationToken cancellationToken)
    {
        try
        {
            var (map, epochs) = NetworkRegression.Train(start, _sample.ToRows(), heldOut, network, cancellationToken);
            return (map, epochs, RegressionQuality.Of(map, heldOut, _equations));
        }
        catch (TrainingDivergedException)
        {
            return null; // the linear map is there; the report says that there is no figure for a network
        }
    }

    /// <summary>
    /// What makes predicted factors as long, in the root of the mean square, as those of the quarter of the tracks with the fewest
    /// listeners, and the mean of their biases: short like what little is known of, so that they neither crowd out what people play nor
    /// never come up.
    /// </summary>
    private (float Scale, float Bias) Likeness(FactorMatrix predicted)
    {
        var few = _learned.OrderBy(track => track.Listeners).ThenBy(track => track.Length).Take((_learned.Count + 3) / 4).ToArray();
        var learned = few.Average(track => (double)track.Length * track.Length);
        var squares = 0.0;
        for (var row = 0; row < predicted.Rows; row++) squares += Dot.Product(predicted[row], predicted[row]);
        var scale = squares > 0 ? Math.Sqrt(learned * predicted.Rows / squares) : 0;
        return ((float)scale, (float)few.Average(track => (double)track.Bias));
    }
}
