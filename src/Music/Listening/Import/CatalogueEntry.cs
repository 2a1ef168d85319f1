namespace Mixtape.Music.Listening.Import;

/// <summary>Makes catalogue entries of what files say, such that <see cref="TrackBatch"/> takes them.</summary>
internal static class CatalogueEntry
{
    /// <summary>
    /// The track, with spaces for control characters and with titles and names cut to
    /// <see cref="TrackBatch.MaximumText"/>; null where the file lacks the title or the artist, who make an entry.
    /// </summary>
    /// <param name="id">A valid id.</param>
    /// <param name="title">As the file has it.</param>
    /// <param name="artist">As the file has it.</param>
    /// <param name="artistId">As the file has it; left out where it is no valid id.</param>
    public static Track? Of(string id, string? title, string? artist, string? artistId = null) =>
        Clean(title) is { } shownTitle && Clean(artist) is { } shownArtist
            ? new Track(id, shownTitle, shownArtist, ExternalId.Problem(artistId) is null ? artistId : null)
            : null;

    private static string? Clean(string? text)
    {
        if (text is null) return null;
        if (text.Any(char.IsControl)) text = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        text = text.Trim();
        if (text.Length > TrackBatch.MaximumText)
        {
            var end = TrackBatch.MaximumText;
            // Not through the middle of a character.
            if (char.IsHighSurrogate(text[end - 1])) end--;
            text = text[..end];
        }

        return text.Length == 0 ? null : text;
    }
}
