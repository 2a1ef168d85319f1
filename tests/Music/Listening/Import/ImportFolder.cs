using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;

namespace Mixtape.Music.Tests.Listening.Import;

/// <summary>A fresh folder to write made-up files to, deleted at the end.</summary>
public sealed class ImportFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("mixtape-import-").FullName;

    public static string Shared(string file, [CallerFilePath] string here = "")
    {
        var root = new DirectoryInfo(System.IO.Path.GetDirectoryName(here)!);
        while (!File.Exists(System.IO.Path.Combine(root.FullName, "global.json"))) root = root.Parent!;
        var path = System.IO.Path.Combine(root.Parent!.FullName, "shared", "data", file);
        if (!System.IO.Path.Exists(path)) Assert.Skip($"The shared data ({file}) is not beside the repository.");
        return path;
    }

    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    public string WriteGzip(string name, byte[] content)
    {
        var path = System.IO.Path.Combine(Path, name);
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.SmallestSize);
        gzip.Write(content);
        return path;
    }

    public string WriteZip(string name, params ReadOnlySpan<(string Name, string Text)> entries)
    {
        var path = System.IO.Path.Combine(Path, name);
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (entryName, text) in entries)
        {
            using var entry = zip.CreateEntry(entryName).Open();
            entry.Write(Encoding.UTF8.GetBytes(text));
        }

        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
