using System.IO.Compression;

namespace Mixtape.Music.Listening.Import;

/// <summary>Opens files that may be packed with gzip, whatever their name.</summary>
public static class ImportFile
{
    /// <summary>Opens a file for reading; the caller closes it.</summary>
    /// <exception cref="InvalidImportException">There is no such file.</exception>
    public static Stream Open(string path)
    {
        try
        {
            var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024, FileOptions.SequentialScan);
            var isGzip = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
            file.Position = 0;
            return isGzip
                ? new ExpansionGuard(new GZipStream(file, CompressionMode.Decompress), Path.GetFileName(path), () => file.Position)
                : file;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidImportException($"There is no file '{path}'.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InvalidImportException($"'{path}' cannot be read: it is a folder, or not yours to read.", e);
        }
    }

    /// <summary>The path of the file of that name, or the one with <c>.gz</c> after it.</summary>
    /// <exception cref="InvalidImportException">There is neither.</exception>
    public static string Find(string folder, string name)
    {
        var plain = Path.Combine(folder, name);
        if (File.Exists(plain)) return plain;
        return File.Exists(plain + ".gz") ? plain + ".gz" : throw new InvalidImportException(
            $"'{folder}' holds neither {name} nor {name}.gz: point to the folder that the data set was unpacked to.");
    }

    /// <summary>The day on which the file was last written: the best guess for plays that carry no time.</summary>
    public static DateTimeOffset DayOf(string path) => new(File.GetLastWriteTimeUtc(path).Date, TimeSpan.Zero);
}
