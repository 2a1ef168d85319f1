using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Mixtape.Functions.Http;
using Mixtape.Functions.Ingest;
using Mixtape.Music.Genres;
using Mixtape.Music.Listening;

namespace Mixtape.Functions.Serving;

/// <summary>Groups of tracks that sound alike, and the map of the catalogue.</summary>
public sealed class GenreFunctions(Generations generations, Catalogue catalogue)
{
    private const int TypicalShown = 5;

    /// <summary>All groups, the largest first.</summary>
    [Function(nameof(GetGenres))]
    public async Task<IResult> GetGenres(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "genres")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (groups, problem) = await GroupsAsync(request, cancellationToken);
        if (groups is null) return problem!;
        var known = await catalogue.GetAsync(groups.Map.Groups.SelectMany(group => group.Typical.Take(TypicalShown)), cancellationToken);
        return Results.Ok(new
        {
            genres = groups.Map.Groups
                .Select((group, place) => new Genre(place, group.Name, group.Tracks, Named(group.Typical.Take(TypicalShown), known)))
                .OrderByDescending(genre => genre.Tracks).ThenBy(genre => genre.Group),
        });
    }

    /// <summary>Tracks of a group, which is named by its name or number; the most typical first.</summary>
    [Function(nameof(GetGenreTracks))]
    public async Task<IResult> GetGenreTracks(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "genres/{genre}/tracks")] HttpRequest request,
        string genre, CancellationToken cancellationToken)
    {
        if (!QueryParameters.TryGetCount(request, "count", 20, GroupMembers.MostNearest, out var count, out var invalid)) return invalid!;
        var (groups, problem) = await GroupsAsync(request, cancellationToken);
        if (groups is null) return problem!;
        // A slash arrives there still escaped.
        if (groups.Find(genre.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase)) is not { } group)
            return Problems.NotFound("No group has that name or number: GET /api/genres lists those that there are.");
        var tracks = group.Typical.Take(count).ToArray();
        return Results.Ok(new { genre = group.Name, tracks = Named(tracks, await catalogue.GetAsync(tracks, cancellationToken)) });
    }

    /// <summary>Where tracks stand on a plane on which those that sound alike are close.</summary>
    [Function(nameof(GetMap))]
    public async Task<IResult> GetMap(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "map")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (groups, problem) = await GroupsAsync(request, cancellationToken);
        if (groups is null) return problem!;
        var known = await catalogue.GetAsync(groups.Map.Points.Select(point => point.Track), cancellationToken);
        return Results.Ok(new
        {
            genres = groups.Map.Groups.Select(group => new MapGenre(group.Name, group.Tracks)),
            points = groups.Map.Points.Select(point =>
            {
                var track = known.GetValueOrDefault(point.Track);
                return new MapTrack(point.Track, track?.Title, track?.Artist, point.X, point.Y, point.Group);
            }),
        });
    }

    private static GenreTrack[] Named(IEnumerable<string> tracks, Dictionary<string, Track> known) =>
        [.. tracks.Select(id => new GenreTrack(id, known.GetValueOrDefault(id)?.Title, known.GetValueOrDefault(id)?.Artist))];

    private async Task<(TrackGroups? Groups, IResult? Problem)> GroupsAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (await generations.CurrentAsync(cancellationToken) is not { } generation)
            return (null, Problems.NoGeneration(request, generations.Damage));
        return generation.Groups is { } groups
            ? (groups, null)
            : (null, Problems.NotFound(
                "The generation that serves has no groups of tracks: send audio of some tracks to /api/tracks/{id}/audio, and train once it "
                + "is analyzed."));
    }
}

/// <summary>A group of tracks that sound alike.</summary>
/// <param name="Group">Its number, by which points on the map name it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Tracks">How many tracks are in it.</param>
/// <param name="Typical">The most typical of them.</param>
public sealed record Genre(int Group, string Name, long Tracks, IReadOnlyList<GenreTrack> Typical);

/// <summary>A track of a group.</summary>
public sealed record GenreTrack(string Track, string? Title, string? Artist);

/// <summary>A group on the map; its place in the list is its number.</summary>
public sealed record MapGenre(string Name, long Tracks);

/// <summary>A track on the map; from -1 to 1 along both axes.</summary>
public sealed record MapTrack(string Track, string? Title, string? Artist, float X, float Y, int Group);
