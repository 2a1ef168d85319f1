namespace Mixtape.Music.Genres;

/// <summary>A catalogue as the ear orders it: groups of tracks that sound alike, and where tracks stand on a plane.</summary>
/// <param name="Groups">The groups; of those that they were found from, the largest comes first.</param>
/// <param name="Points">Tracks on the plane: all, or a sample of them.</param>
public sealed record CatalogueMap(IReadOnlyList<MicroGenre> Groups, IReadOnlyList<MapPoint> Points);

/// <summary>A group of tracks that sound alike.</summary>
/// <param name="Name">Its typical words.</param>
/// <param name="Tracks">How many tracks are in it.</param>
/// <param name="Typical">Ids of tracks nearest to its middle, nearest first.</param>
public sealed record MicroGenre(string Name, long Tracks, IReadOnlyList<string> Typical);

/// <summary>A track on the plane.</summary>
/// <param name="Track">Its id.</param>
/// <param name="X">From -1 to 1.</param>
/// <param name="Y">From -1 to 1.</param>
/// <param name="Group">Its group's place in <see cref="CatalogueMap.Groups"/>.</param>
public sealed record MapPoint(string Track, float X, float Y, int Group);
