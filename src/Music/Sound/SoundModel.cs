using System.Buffers.Binary;
using Mixtape.Learning.Neural;
using Mixtape.Learning.Regression;
using Mixtape.Music.Blobs;
using Mixtape.Music.Collaborative;
using Mixtape.Numerics;
using Mixtape.Numerics.Kernels;

namespace Mixtape.Music.Sound;

/// <summary>
/// Predicts tracks' factors from their embeddings. Blob: the factor that they are scaled by (4 bytes), the bias (4), then the regression.
/// Immutable; safe for concurrent use.
/// </summary>
/// <param name="map">Tells the direction of factors.</param>
/// <param name="scale">What makes its answers as long as factors of tracks with few listeners.</param>
/// <param name="bias">What a track's own bias is, where the model has biases.</param>
public sealed class SoundModel(VectorRegression map, float scale, float bias)
{
    // With so many listeners a track's learned factors count as much as those that its sound predicts: on a sample world, they then rank as
    // well as those of middling embeddings.
    private const float EvenListeners = 3;

    /// <summary>Predicts.</summary>
    /// <param name="embeddings">[tracks x inputs].</param>
    /// <param name="model">The model whose factors they are to stand among.</param>
    /// <returns>[tracks x width of the model]; with biases the coordinate that is 1 and the bias stand behind.</returns>
    /// <exception cref="ArgumentException">The embeddings, or the model, have another width.</exception>
    public FactorMatrix Predict(FactorMatrix embeddings, AlternatingLeastSquaresOptions model)
    {
        if (map.Outputs != model.Factors)
            throw new ArgumentException($"The regression predicts {map.Outputs} factors, the model has {model.Factors}.");
        var directions = map.Predict(embeddings);
        var factors = new FactorMatrix(embeddings.Rows, model.Width);
        for (var row = 0; row < factors.Rows; row++)
        {
            var target = factors[row];
            for (var i = 0; i < model.Factors; i++) target[i] = scale * directions[row][i];
            if (model.Biases) (target[^2], target[^1]) = (1, bias);
        }

        return factors;
    }

    /// <summary>
    /// Makes of the factors that a few plays gave, and of those that the sound predicts, factors that know of both: on a sample world they
    /// rank better than either, whatever the embeddings. Their directions and their lengths are weighed by how many listeners there are.
    /// </summary>
    /// <param name="learned">The factors that were learned [width of the model].</param>
    /// <param name="listeners">From how many listeners.</param>
    /// <param name="predicted">The factors that are predicted, which are overwritten; bias coordinates become those learned.</param>
    /// <param name="factors">Factors without bias coordinates.</param>
    public static void Blend(ReadOnlySpan<float> learned, int listeners, Span<float> predicted, int factors)
    {
        var weight = listeners / (listeners + EvenListeners);
        var (own, other) = (Length(learned[..factors]), Length(predicted[..factors]));
        if (!(own > 0)) return;
        var direction = new float[factors];
        for (var i = 0; i < factors; i++) direction[i] = weight * learned[i] / own + (other > 0 ? (1 - weight) * predicted[i] / other : 0);
        var length = Length(direction);
        var wanted = weight * own + (1 - weight) * other;
        for (var i = 0; i < factors; i++) predicted[i] = length > 0 ? direction[i] * wanted / length : 0;
        learned[factors..].CopyTo(predicted[factors..]);
    }

    /// <summary>Writes the blob.</summary>
    public void Save(Stream stream)
    {
        var bytes = new byte[2 * sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, scale);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(sizeof(float)), bias);
        stream.Write(bytes);
        map.Save(stream);
    }

    /// <summary>Reads the blob.</summary>
    /// <exception cref="CorruptBlobException">It is no such blob.</exception>
    public static async Task<SoundModel> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var content = new MemoryStream();
        await stream.CopyToAsync(content, cancellationToken);
        content.Position = 0;
        var bytes = new byte[2 * sizeof(float)];
        try
        {
            content.ReadExactly(bytes);
            var scale = BinaryPrimitives.ReadSingleLittleEndian(bytes);
            var bias = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(sizeof(float)));
            if (!float.IsFinite(scale) || !float.IsFinite(bias))
                throw new CorruptBlobException("A regression from sound is damaged: train again.");
            return new SoundModel(VectorRegression.Load(content), scale, bias);
        }
        catch (Exception exception) when (exception is InvalidCheckpointException or EndOfStreamException)
        {
            throw new CorruptBlobException($"A regression from sound cannot be read: {exception.Message} Train again.");
        }
    }

    private static float Length(ReadOnlySpan<float> vector) => MathF.Sqrt(Dot.Product(vector, vector));
}
