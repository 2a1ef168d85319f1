using Mixtape.Music.Audio.Harmony;
using Mixtape.Music.Audio.Rhythm;

namespace Mixtape.Music.Audio.Ears;

/// <summary>
/// What a recording's clips come to together. Of tempo, key and beats of a bar, the network and an estimator by plain signal processing each
/// give probabilities, which are pooled as a product of powers (Genest and Zidek 1986): the network has learned from rendered songs alone,
/// the estimators know little but are not led astray by what was never rendered. The powers are the most likely ones on 700 songs of five
/// genres for a network that had learned from the other eleven: real music is as strange to it. (There the pool was right about the tempo of 82 %,
/// the network alone of 76 %.) Meters are as common as in real music, not as among the songs rendered. Clips are pooled by their mean. Not
/// safe for concurrent use.
/// </summary>
internal sealed class Impression(EarsModel ears)
{
    // Below it hardly anything begins that could have a beat: half of what the least lively of 300 rendered songs has.
    private const double LeastLiveliness = 4.5;

    // A clip that is refined by more has left the tempo that was asked for.
    private const double FurthestRefined = 0.04;

    private static readonly (double Network, double Plain) _tempoPowers = (0.5, 0.4), _keyPowers = (0.5, 0.4), _meterPowers = (1.2, 0.3);

    private readonly double[] _tempo = new double[TempoGrid.Count];
    private readonly double[] _key = new double[KeyEstimator.Keys];
    private readonly double[] _meter = new double[MeterEstimator.Meters.Length];
    private readonly double[] _genre = new double[ears.Genres.Count];
    private readonly double[] _embedding = new double[EarsNetwork.EmbeddingWidth];
    private readonly List<OnsetCurves> _rhythms = [];
    private int _clips;

    /// <summary>Hears one more clip.</summary>
    public void Add(EarsClip clip)
    {
        var heard = ears.Hear(clip.Input);
        _clips++;
        AddTo(_key, Pool(heard.Key, KeyEstimator.Estimate(clip.Pitches), _keyPowers));
        AddTo(_genre, heard.Genre);
        AddTo(_embedding, heard.Embedding);
        if (clip.Liveliness < LeastLiveliness) return;
        var tempo = Pool(heard.Tempo, TempoEstimator.Estimate(clip.Onsets), _tempoPowers);
        var rough = TempoGrid.BeatsPerMinute(Best(tempo));
        _rhythms.Add(clip.Onsets);
        AddTo(_tempo, tempo);
        AddTo(_meter, TellMeter(clip, Refine(clip.Onsets, rough) ?? rough));
    }

    /// <summary>Says what was heard.</summary>
    /// <param name="measured">What is known already.</param>
    public AudioAnalysis Describe(AudioFeatures measured)
    {
        if (_clips == 0) return new AudioAnalysis(measured, [], ears.Hash);
        var (key, genre) = (Best(_key), Best(_genre));
        var (tonic, mode) = KeyEstimator.KeyAt(key);
        var features = measured with
        {
            Key = tonic,
            Mode = mode,
            KeyConfidence = Share(_key, key, key, _clips),
            Genre = ears.Genres[genre],
            GenreConfidence = Share(_genre, genre, genre, _clips),
        };
        return new AudioAnalysis(_rhythms.Count > 0 ? DescribeRhythm(features) : features, UnitLength(_embedding), ears.Hash);
    }

    private AudioFeatures DescribeRhythm(AudioFeatures features)
    {
        var (tempo, meter) = (Best(_tempo), Best(_meter));
        var rough = TempoGrid.BeatsPerMinute(tempo);
        var refined = _rhythms.Select(onsets => Refine(onsets, rough)).OfType<double>().Order().ToArray();
        return features with
        {
            Tempo = refined.Length == 0 ? rough : refined[refined.Length / 2],
            TempoConfidence = Share(_tempo, tempo - 2, tempo + 2, _rhythms.Count),
            BeatsPerBar = MeterEstimator.Meters[meter],
            BeatsPerBarConfidence = Share(_meter, meter, meter, _rhythms.Count),
        };
    }

    /// <summary>The tempo near a rough one, to half a percent; null where there is none near.</summary>
    private static double? Refine(OnsetCurves onsets, double rough)
    {
        var refined = TempoEstimator.Refine(onsets, rough);
        return Math.Abs(refined - rough) <= FurthestRefined * rough ? refined : null;
    }

    private float[] TellMeter(EarsClip clip, double beatsPerMinute)
    {
        var plain = MeterEstimator.Estimate(clip.Onsets, clip.Pitches, beatsPerMinute);
        // Both as if meters were as common as among rendered songs; then all as if as common as in real music.
        for (var i = 0; i < plain.Length; i++) plain[i] *= (float)(ears.MeterShares[i] / MeterEstimator.Shares[i]);
        var pooled = Pool(ears.TellMeter(clip.Similarity(beatsPerMinute)), plain, _meterPowers);
        var sum = 0.0;
        for (var i = 0; i < pooled.Length; i++) sum += pooled[i] *= (float)(MeterEstimator.Shares[i] / ears.MeterShares[i]);
        for (var i = 0; i < pooled.Length; i++) pooled[i] = (float)(pooled[i] / sum);
        return pooled;
    }

    private static float[] Pool(float[] network, float[] plain, (double Network, double Plain) powers)
    {
        const double Least = 1e-12; // what neither says is ever quite out of the question
        var pooled = new float[network.Length];
        var sum = 0.0;
        for (var i = 0; i < pooled.Length; i++)
            sum += pooled[i] = (float)(Math.Pow(Math.Max(network[i], Least), powers.Network) * Math.Pow(Math.Max(plain[i], Least), powers.Plain));
        for (var i = 0; i < pooled.Length; i++) pooled[i] = (float)(pooled[i] / sum);
        return pooled;
    }

    private static void AddTo(double[] sum, float[] values)
    {
        for (var i = 0; i < sum.Length; i++) sum[i] += values[i];
    }

    private static int Best(float[] shares) => Array.IndexOf(shares, shares.Max());

    private static int Best(double[] shares) => Array.IndexOf(shares, shares.Max());

    private static double Share(double[] shares, int first, int last, int clips) =>
        Math.Min(1, shares[Math.Max(0, first)..(Math.Min(last, shares.Length - 1) + 1)].Sum() / clips);

    private static float[] UnitLength(double[] sum)
    {
        var length = Math.Sqrt(sum.Sum(value => value * value));
        return length > 0 ? Array.ConvertAll(sum, value => (float)(value / length)) : [];
    }
}
