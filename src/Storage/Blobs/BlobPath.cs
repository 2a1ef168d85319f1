using System.Text;

namespace Mixtape.Storage;

/// <summary>
/// How a blob name stands in a file system: folders end in '+' and an upper-case letter is written as '+' and its lower
/// case, so <c>runs/2026-W47/log</c> is the file <c>runs+/2026-+w47+/log</c>. Thus a blob <c>a</c> and a blob
/// <c>a/b</c> can both exist, and names that differ in case only stay apart where the file system ignores case. '+' is
/// in no blob name, so the translation is exact both ways.
/// </summary>
internal static class BlobPath
{
    private const char Mark = '+';

    /// <summary>The path of the blob's file relative to the root; the name must be valid.</summary>
    public static string FromName(string name)
    {
        var path = new StringBuilder(name.Length + 16);
        foreach (var c in name)
        {
            if (c == '/') path.Append(Mark).Append(Path.DirectorySeparatorChar);
            else if (char.IsAsciiLetterUpper(c)) path.Append(Mark).Append(char.ToLowerInvariant(c));
            else path.Append(c);
        }

        return path.ToString();
    }

    /// <summary>
    /// The blob name's segment that a directory entry stands for (a folder's ends in '/'), or null where it is none of
    /// ours.
    /// </summary>
    public static string? ToSegment(string entry, bool isFolder)
    {
        var text = entry.AsSpan();
        if (isFolder)
        {
            if (text[^1] != Mark) return null;
            text = text[..^1];
        }

        var segment = new StringBuilder(text.Length + 1);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.' or '=') segment.Append(c);
            else if (c == Mark && ++i < text.Length && char.IsAsciiLetterLower(text[i])) segment.Append(
                (char)(text[i] & ~0x20));
            else return null;
        }

        return isFolder ? segment.Append('/').ToString() : segment.ToString();
    }
}
