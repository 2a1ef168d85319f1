using System.Buffers;

namespace Mixtape.Storage;

/// <summary>The rule for blob names that <see cref="IBlobStore"/> states; every adapter checks by it.</summary>
internal static class BlobName
{
    private const int MaximumLength = 512;
    private const int MaximumSegmentLength = 120;

    private static readonly SearchValues<char> _allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=/");

    /// <exception cref="ArgumentException">The name breaks the rule; the message says how.</exception>
    public static void Validate(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (Problem(name) is { } problem) throw new ArgumentException(problem, nameof(name));
    }

    /// <summary>How a name that is not empty breaks the rule, or null where it keeps it.</summary>
    public static string? Problem(string name)
    {
        if (name.Length > MaximumLength) return $"A blob name of {name.Length} characters is too long: the limit is {MaximumLength}.";
        if (name.AsSpan().IndexOfAnyExcept(_allowed) is >= 0 and var at)
            return $"A blob name may not hold the character U+{(int)name[at]:X4} (at {at}): use A-Z a-z 0-9 - _ . = and '/'.";

        foreach (var range in name.AsSpan().Split('/'))
        {
            var segment = name.AsSpan()[range];
            var problem = segment.Length switch
            {
                0 => "an empty segment: remove the extra '/'",
                > MaximumSegmentLength => $"a segment of {segment.Length} characters: the limit is {MaximumSegmentLength}",
                _ => segment[^1] == '.' ? "a segment that ends in '.': not every store keeps such names" : null,
            };
            if (problem is not null) return $"The blob name '{name}' has {problem}.";
        }

        return null;
    }
}
