namespace Mixtape.Music.Listening;

/// <summary>
/// The rule for ids that come from outside (listeners, tracks, artists, events): 1 to 200 characters, none of them a
/// control character or one of <c>/ \ ? #</c>, no space at either end nor blank as a whole, well-formed UTF-16. Such an id fits in a URL
/// segment, a document key and a log line's neighbour without surprises.
/// </summary>
public static class ExternalId
{
    /// <summary>The longest id taken.</summary>
    public const int MaximumLength = 200;

    /// <summary>
    /// What is wrong with <paramref name="id"/>, as the end of a sentence that starts with its name; null where nothing
    /// is.
    /// </summary>
    public static string? Problem(string? id)
    {
        if (string.IsNullOrWhiteSpace(id)) return "is missing or empty";
        if (id.Length > MaximumLength) return $"has {id.Length} characters, the limit is {MaximumLength}";
        if (id[0] == ' ' || id[^1] == ' ') return "begins or ends with a space";
        for (var i = 0; i < id.Length; i++)
        {
            var c = id[i];
            if (char.IsControl(c)) return $"holds the control character U+{(int)c:X4}";
            if (c is '/' or '\\' or '?' or '#') return $"holds '{c}', which ids may not: encode or replace it";
            if (char.IsHighSurrogate(c) && i + 1 < id.Length && char.IsLowSurrogate(id[i + 1])) i++;
            else if (char.IsSurrogate(c)) return "is not well-formed Unicode";
        }

        return null;
    }
}
