namespace Mixtape.Music.Listening.Import;

/// <summary>The first line of a table. Columns go by their names without regard to case, spaces, hyphens and underscores.</summary>
internal sealed class TableHeader(IReadOnlyList<string> header)
{
    private readonly List<string> _names = [.. header.Select(Plain)];

    /// <summary>Where a column stands; -1 where it was not asked for by name and none has a usual one.</summary>
    /// <exception cref="InvalidImportException">There is no column of the name that was asked for.</exception>
    public int Find(string? asked, params ReadOnlySpan<string> usual)
    {
        if (asked is not null)
        {
            return _names.IndexOf(Plain(asked)) is >= 0 and var at ? at : throw new InvalidImportException(
                $"There is no column '{asked}'; the header has: {string.Join(", ", header)}.");
        }

        foreach (var name in usual)
        {
            if (_names.IndexOf(name) is >= 0 and var at) return at;
        }

        return -1;
    }

    private static string Plain(string name) =>
        new([.. name.Where(c => c is not (' ' or '-' or '_')).Select(char.ToLowerInvariant)]);
}
