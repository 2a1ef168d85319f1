using Mixtape.Numerics;

namespace Mixtape.Music.Genres;

/// <summary>How many of some tracks are in a group, and which of them are its most typical.</summary>
/// <param name="Tracks">How many.</param>
/// <param name="Nearest">
/// Those nearest to its middle, nearest first, of equals in ordinal order of id; at most <see cref="MostNearest"/>.
/// </param>
public sealed record GroupMembers(long Tracks, IReadOnlyList<GroupMember> Nearest)
{
    /// <summary>How many are kept of each group.</summary>
    public const int MostNearest = 100;

    /// <summary>Nobody.</summary>
    public static GroupMembers None { get; } = new(0, []);

    /// <summary>Puts tracks into groups.</summary>
    /// <param name="genres">The groups.</param>
    /// <param name="tracks">The tracks' ids.</param>
    /// <param name="embeddings">Their embeddings, row by row.</param>
    /// <returns>The group of each track, and the members of each group.</returns>
    public static (int[] Groups, GroupMembers[] Members) Of(MicroGenres genres, IReadOnlyList<string> tracks, FactorMatrix embeddings)
    {
        var groups = new int[tracks.Count];
        var members = new List<GroupMember>[genres.Names.Length];
        for (var group = 0; group < members.Length; group++) members[group] = [];
        for (var row = 0; row < groups.Length; row++)
        {
            (groups[row], var distance) = genres.Nearest(embeddings[row]);
            members[groups[row]].Add(new GroupMember(tracks[row], distance));
        }

        return (groups, Array.ConvertAll(members, group => new GroupMembers(group.Count, Typical(group))));
    }

    /// <summary>The members of two sets of tracks together.</summary>
    public static GroupMembers operator +(GroupMembers a, GroupMembers b) => new(a.Tracks + b.Tracks, Typical(a.Nearest.Concat(b.Nearest)));

    private static GroupMember[] Typical(IEnumerable<GroupMember> members) =>
        [.. members.OrderBy(member => member.Distance).ThenBy(member => member.Track, StringComparer.Ordinal).Take(MostNearest)];
}

/// <summary>A track of a group.</summary>
/// <param name="Track">Its id.</param>
/// <param name="Distance">How far it lies from the group's middle.</param>
public sealed record GroupMember(string Track, double Distance);
