namespace Mixtape.Storage;

/// <summary>
/// The rules for containers, partition keys and ids that <see cref="IDocumentStore"/> states; every adapter checks by
/// them.
/// </summary>
internal static class DocumentName
{
    private const int MaximumIdLength = 255;
    private const int MaximumPartitionLength = 512;

    /// <exception cref="ArgumentException">The name breaks the rule; the message says how.</exception>
    public static void ValidateContainer(string container) =>
        Validate(container, "container", MaximumIdLength, @"/\?#");

    /// <exception cref="ArgumentException">The key breaks a rule; the message says how.</exception>
    public static void ValidateKey(DocumentKey key)
    {
        ValidatePartition(key.Partition);
        ValidateId(key.Id);
    }

    /// <exception cref="ArgumentException">The partition key breaks the rule; the message says how.</exception>
    public static void ValidatePartition(string partition) =>
        Validate(partition, "partition key", MaximumPartitionLength, "");

    /// <exception cref="ArgumentException">The id breaks the rule; the message says how.</exception>
    public static void ValidateId(string id) => Validate(id, "document id", MaximumIdLength, @"/\?#");

    // Messages never quote the name: it may be a listener's.
    private static void Validate(string text, string what, int limit, ReadOnlySpan<char> forbidden)
    {
        if (string.IsNullOrEmpty(text)) throw new ArgumentException($"A {what} may not be empty.");
        if (text.Length > limit)
        {
            throw new ArgumentException($"A {what} of {text.Length} characters is too long: the limit is {limit}.");
        }

        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsControl(c) || forbidden.Contains(c))
            {
                throw new ArgumentException(
                    $"A {what} may not hold the character U+{(int)c:X4} (at {i}): encode or replace it.");
            }

            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else if (char.IsSurrogate(c)) throw new ArgumentException(
                $"A {what} must be well-formed Unicode (see position {i}).");
        }
    }
}
