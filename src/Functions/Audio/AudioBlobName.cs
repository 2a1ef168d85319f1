using System.Globalization;
using System.Text;
using Mixtape.Music.Listening;

namespace Mixtape.Functions.Audio;

/// <summary>
/// Under which name a track's audio is stored: <see cref="Prefix"/> and the track's id, in which each byte of UTF-8 other than
/// <c>A-Z a-z 0-9 - _</c> is written as <c>=</c> and two upper-case hexadecimal digits, with a '/' after every 120 characters:
/// <c>spotify:track:7</c> is <c>audio/spotify=3Atrack=3A7</c>. Each id has one name, and each such name one id, so audio that was put there
/// by other means is found too.
/// </summary>
public static class AudioBlobName
{
    /// <summary>What all names begin with.</summary>
    public const string Prefix = "audio/";

    // Of what blob stores take: 512 characters in all, 120 between two '/'.
    private const int MaximumLength = 512;
    private const int SegmentLength = 120;

    private static readonly UTF8Encoding _utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>The name for a track; null where it would be too long: where the id as written there has over 502 characters.</summary>
    public static string? Of(string track)
    {
        var name = new StringBuilder();
        foreach (var letter in _utf8.GetBytes(track))
        {
            if (char.IsAsciiLetterOrDigit((char)letter) || letter is (byte)'-' or (byte)'_') name.Append((char)letter);
            else name.Append('=').Append(letter.ToString("X2", CultureInfo.InvariantCulture));
        }

        for (var at = name.Length - 1; at > 0; at--)
            if (at % SegmentLength == 0) name.Insert(at, '/');
        return Prefix.Length + name.Length <= MaximumLength ? Prefix + name : null;
    }

    /// <summary>The track whose name this is; null where it is no track's.</summary>
    public static string? TrackOf(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var text = name[Prefix.Length..].Replace("/", "", StringComparison.Ordinal);
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '=')
            {
                bytes.Add((byte)text[i]);
                continue;
            }

            if (i + 2 >= text.Length) return null;
            var digits = text.AsSpan(i + 1, 2);
            if (!byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var letter)) return null;
            bytes.Add(letter);
            i += 2;
        }

        try
        {
            var track = _utf8.GetString([.. bytes]);
            return ExternalId.Problem(track) is null && Of(track) == name ? track : null;
        }
        catch (DecoderFallbackException)
        {
            return null; // no UTF-8
        }
    }
}
