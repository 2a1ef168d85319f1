namespace Mixtape.Functions.Audio;

/// <summary>
/// Folders for audio while it is heard. Those that killed processes left behind go a day later. Safe for concurrent use.
/// </summary>
public sealed class AudioScratch
{
    // The decoder's own begin so too.
    private const string Prefix = "mixtape-audio-";

    private static readonly TimeSpan _kept = TimeSpan.FromDays(1);

    /// <summary>Clears up what others left behind.</summary>
    public AudioScratch(TimeProvider time)
    {
        foreach (var folder in new DirectoryInfo(Path.GetTempPath()).EnumerateDirectories(Prefix + "*"))
        {
            if (folder.LastWriteTimeUtc > time.GetUtcNow() - _kept) continue;
            try
            {
                folder.Delete(recursive: true);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Gone by now, or another user's: either way not ours to remove.
            }
        }
    }

    /// <summary>Makes a folder; the caller deletes it.</summary>
    public DirectoryInfo Create() => Directory.CreateTempSubdirectory(Prefix);
}
