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
        if (name.Length > MaximumLength)
        {
            throw new ArgumentException(
                $"A blob name of {name.Length} characters is too long: the limit is {MaximumLength}.", nameof(name));
        }

        if (name.AsSpan().IndexOfAnyExcept(_allowed) is >= 0 and var at)
        {
            throw new ArgumentException(
                $"A blob name may not hold the character U+{(int)name[at]:X4} (at {at}): use A-Z a-z 0-9 - _ . = and '/'.",
                nameof(name));
        }

        foreach (var range in name.AsSpan().Split('/'))
        {
            var segment = name.AsSpan()[range];
            var problem = segment.Length switch
            {
                0 => "an empty segment: remove the extra '/'",
                > MaximumSegmentLength => $"a segment of {segment.Length} characters: the limit is {MaximumSegmentLength}",
                _ => segment[^1] == '.' ? "a segment that ends in '.': not every store keeps such names" : null,
            };
            if (problem is not null) throw new ArgumentException(
                $"The blob name '{name}' has {problem}.", nameof(name));
        }
    }
}
