using System.Runtime.CompilerServices;

namespace Mixtape.Music.Tests.Blobs;

/// <summary>
/// One file per format and version, written when the version was new. Every later release must read all of them. A new version
/// adds its file with <c>dotnet test tests/Music -- xUnit.Explicit=only</c>; files that are there are never written again.
/// </summary>
public sealed class GoldenTests
{
    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Blobs", "Golden")).Select(file => Path.GetFileName(file)!)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Read_EveryVersionEverWritten_GivesTheSample(string file)
    {
        var format = BlobFormat.Named(file.Split('.')[0]);
        var bytes = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Blobs", "Golden", file));
        Assert.Equal(await format.WriteSample(), await format.Rewrite(new MemoryStream(bytes)));
    }

    [Fact]
    public async Task Write_Sample_GivesTheBytesOfTheNewestVersion()
    {
        foreach (var format in BlobFormat.All)
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Blobs", "Golden", NameOf(format)));
            var written = await format.WriteSample();
            Assert.True(bytes.SequenceEqual(written), $"{format} is written in another way: give it a new version.");
        }
    }

    [Fact(Explicit = true)]
    public async Task WriteGoldenFiles_ThatAreMissing()
    {
        var folder = Path.Combine(Path.GetDirectoryName(SourceFile())!, "Golden");
        foreach (var format in BlobFormat.All)
        {
            var path = Path.Combine(folder, NameOf(format));
            if (!File.Exists(path)) await File.WriteAllBytesAsync(path, await format.WriteSample());
        }
    }

    private static string NameOf(BlobFormat format) => $"{format.Name}.v{format.Version}.bin";

    private static string SourceFile([CallerFilePath] string path = "") => path;
}
