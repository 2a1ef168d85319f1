namespace Mixtape.Music.Audio;

/// <summary>Tells compressed formats by how their files begin.</summary>
internal static class AudioSignature
{
    /// <summary>As many bytes as any signature needs.</summary>
    public const int Bytes = 12;

    /// <summary>
    /// The ffmpeg demuxer of a file, or null if it is none of FLAC, MP3, Ogg, M4A and AAC. ffmpeg is told rather than asked, because it
    /// would also recognize playlists, which make it open other files.
    /// </summary>
    public static string? Demuxer(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("fLaC"u8)) return "flac";
        if (start.StartsWith("OggS"u8)) return "ogg";
        if (start.StartsWith("ID3"u8)) return "mp3";
        if (start.Length >= 8 && start[4..].StartsWith("ftyp"u8)) return "mov";
        if (start.Length < 2 || start[0] != 0xFF) return null;
        if ((start[1] & 0xF6) == 0xF0) return "aac"; // eleven bits of MPEG's sync word, its twelfth, and layer 0
        return (start[1] & 0xE0) == 0xE0 && (start[1] & 0x06) != 0 ? "mp3" : null;
    }
}
