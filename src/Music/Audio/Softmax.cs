namespace Mixtape.Music.Audio;

/// <summary>From scores to probabilities.</summary>
internal static class Softmax
{
    /// <summary>e^score, divided by their sum.</summary>
    public static float[] Of(ReadOnlySpan<double> scores)
    {
        double largest = double.NegativeInfinity, sum = 0;
        foreach (var score in scores) largest = Math.Max(largest, score);
        foreach (var score in scores) sum += Math.Exp(score - largest);
        var probabilities = new float[scores.Length];
        for (var i = 0; i < scores.Length; i++) probabilities[i] = (float)(Math.Exp(scores[i] - largest) / sum);
        return probabilities;
    }
}
