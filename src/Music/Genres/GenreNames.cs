namespace Mixtape.Music.Genres;

/// <summary>
/// Names groups of tracks by the words that are typical of them: the genre that most of a group sounds like, and the qualifiers that it has
/// more of than the whole does. A word with share p in the group and q in all is typical by p ln(p / q), what it adds to the group's
/// divergence from the whole (Kullback and Leibler 1951). Safe for concurrent use.
/// </summary>
public static class GenreNames
{
    private const int MostQualifiers = 2;

    // A word that fewer of a group have would mislead about the others.
    private const double LeastShare = 0.5;

    /// <summary>A name for each group; no two are the same.</summary>
    /// <param name="terms">The words of each track.</param>
    /// <param name="groups">The group of each track, from 0.</param>
    /// <param name="count">How many groups.</param>
    public static string[] Of(IReadOnlyList<SoundTerms> terms, IReadOnlyList<int> groups, int count)
    {
        if (terms.Count != groups.Count) throw new ArgumentException($"{terms.Count} tracks have {groups.Count} groups.", nameof(groups));
        var all = new Words();
        var own = Enumerable.Range(0, count).Select(_ => new Words()).ToArray();
        for (var i = 0; i < terms.Count; i++)
        {
            all.Add(terms[i]);
            own[groups[i]].Add(terms[i]);
        }

        return Distinguish([.. own.Select(group => Candidates(group, all).ToArray())]);
    }

    /// <summary>Names of a group, the shortest that tells it apart first, each with one word more.</summary>
    private static IEnumerable<string> Candidates(Words group, Words all)
    {
        var genre = group.Genres.OrderByDescending(word => word.Value).ThenBy(word => word.Key, StringComparer.Ordinal)
            .Select(word => word.Key).FirstOrDefault() ?? "music";
        var typical = group.Qualifiers
            .Select(word => (word.Key, Share: word.Value / (double)group.Tracks, Of: all.Qualifiers[word.Key] / (double)all.Tracks))
            .Where(word => word.Share >= LeastShare && word.Share > word.Of)
            .OrderByDescending(word => word.Share * Math.Log(word.Share / word.Of)).ThenBy(word => word.Key, StringComparer.Ordinal)
            .Select(word => word.Key).ToArray();
        for (var words = Math.Min(1, typical.Length); words <= Math.Min(MostQualifiers, typical.Length); words++)
            yield return string.Join(' ', [.. typical[..words], genre]);
    }

    /// <summary>The first name of each group that no other group has; where there is none, numbers tell them apart.</summary>
    private static string[] Distinguish(string[][] candidates)
    {
        var names = Array.ConvertAll(candidates, names => names[0]);
        for (var group = 0; group < names.Length; group++)
        {
            if (names.Count(name => name == names[group]) == 1) continue;
            names[group] = candidates[group].FirstOrDefault(name => !names.Contains(name)) ?? names[group];
        }

        var used = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var group = 0; group < names.Length; group++)
        {
            var number = used[names[group]] = used.GetValueOrDefault(names[group]) + 1;
            if (number > 1) names[group] = $"{names[group]} {number}";
        }

        return names;
    }

    /// <summary>How many tracks there are, and how many have each word.</summary>
    private sealed class Words
    {
        public int Tracks { get; private set; }

        public Dictionary<string, int> Genres { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, int> Qualifiers { get; } = new(StringComparer.Ordinal);

        public void Add(SoundTerms terms)
        {
            Tracks++;
            if (terms.Genre is { } genre) Genres[genre] = Genres.GetValueOrDefault(genre) + 1;
            foreach (var word in terms.Qualifiers) Qualifiers[word] = Qualifiers.GetValueOrDefault(word) + 1;
        }
    }
}
