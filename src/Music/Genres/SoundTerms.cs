using Mixtape.Music.Audio;

namespace Mixtape.Music.Genres;

/// <summary>Words for what a recording sounds like: the genre, and what qualifies it.</summary>
/// <param name="Genre">The genre that it sounds like; null where none is known.</param>
/// <param name="Qualifiers">Words such as slow, minor or loud, each at most once.</param>
public sealed record SoundTerms(string? Genre, IReadOnlyList<string> Qualifiers)
{
    // Tempi below which a quarter of recordings lie, and over which a quarter does, of 41,100 tracks of six decades.
    private const double Slow = 97, Fast = 136;

    // Loudness: what radio and streaming bring all to is -23 and -14 LUFS; modern masters lie over -9.
    private const double Quiet = -20, Loud = -9;

    /// <summary>The words for what was heard.</summary>
    public static SoundTerms Of(AudioFeatures features)
    {
        var qualifiers = new List<string>();
        if (features.Tempo is { } tempo && (tempo < Slow || tempo > Fast)) qualifiers.Add(tempo < Slow ? "slow" : "fast");
        if (features.Loudness is { } loudness && (loudness < Quiet || loudness > Loud)) qualifiers.Add(loudness < Quiet ? "quiet" : "loud");
        if (features.Mode is { } mode) qualifiers.Add(mode == Mode.Minor ? "minor" : "major");
        if (features.BeatsPerBar is { } beats && beats != 4)
            qualifiers.Add(beats switch { 3 => "waltzing", 6 => "swaying", _ => $"{beats}-beat" });
        return new SoundTerms(features.Genre, qualifiers);
    }
}
