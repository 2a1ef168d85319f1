using Mixtape.Learning.Autoencoders;
using Mixtape.Numerics;

namespace Mixtape.Music.Genres;

/// <summary>
/// The directions along which the embeddings of a catalogue vary most, in which tracks are compared: what little the others hold is noise.
/// Immutable but for its arrays, and safe for concurrent use.
/// </summary>
/// <param name="Mean">The mean embedding [width].</param>
/// <param name="Directions">[components x width], the most telling first.</param>
public sealed record SoundSpace(double[] Mean, double[] Directions)
{
    /// <summary>Numbers of a track's place in it.</summary>
    public int Components => Directions.Length / Mean.Length;

    /// <summary>The space of some tracks.</summary>
    /// <param name="tracks">At least one, with embeddings of one width.</param>
    /// <param name="components">How many directions; not more than an embedding has numbers.</param>
    public static SoundSpace Of(IReadOnlyList<SampledTrack> tracks, int components)
    {
        var width = tracks[0].Embedding.Length;
        var rows = new float[tracks.Count * width];
        for (var row = 0; row < tracks.Count; row++) Unit(tracks[row].Embedding, rows.AsSpan(row * width, width));
        var principal = PrincipalComponents.Of(rows, width, Math.Min(components, width));
        return new SoundSpace(principal.Mean.ToArray(), principal.Directions.ToArray());
    }

    /// <summary>Where an embedding lies.</summary>
    /// <param name="embedding">[width], of any length but 0.</param>
    /// <param name="place">Gets its place [components].</param>
    /// <exception cref="ArgumentException">It has another width.</exception>
    public void Place(ReadOnlySpan<float> embedding, Span<float> place)
    {
        if (embedding.Length != Mean.Length)
            throw new ArgumentException($"An embedding has {embedding.Length} numbers where others have {Mean.Length}: train again.");
        Span<float> unit = embedding.Length <= 256 ? stackalloc float[embedding.Length] : new float[embedding.Length];
        Unit(embedding, unit);
        for (var component = 0; component < place.Length; component++)
        {
            var direction = Directions.AsSpan(component * Mean.Length, Mean.Length);
            var along = 0.0;
            for (var i = 0; i < unit.Length; i++) along += (unit[i] - Mean[i]) * direction[i];
            place[component] = (float)along;
        }
    }

    /// <summary>Where all tracks lie [tracks x components].</summary>
    public FactorMatrix Place(IReadOnlyList<SampledTrack> tracks)
    {
        var places = new FactorMatrix(tracks.Count, Components);
        for (var row = 0; row < tracks.Count; row++) Place(tracks[row].Embedding, places[row]);
        return places;
    }

    // Only the direction of an embedding says something, as where tracks are compared by their cosine.
    private static void Unit(ReadOnlySpan<float> embedding, Span<float> unit)
    {
        var sum = 0.0;
        foreach (var value in embedding) sum += (double)value * value;
        var length = Math.Sqrt(sum);
        for (var i = 0; i < unit.Length; i++) unit[i] = length > 0 ? (float)(embedding[i] / length) : 0;
    }
}
