using Mixtape.Music.SampleWorld;

namespace Mixtape.Music.Audio.Rendering;

/// <summary>The genres that music is rendered in. Their order is part of trained models.</summary>
public static class RenderGenres
{
    /// <summary>The names: those of <see cref="WorldTruth.Genres"/> in their order, then four more.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. WorldTruth.Genres, "blues", "country", "disco", "drum and bass"];
}
