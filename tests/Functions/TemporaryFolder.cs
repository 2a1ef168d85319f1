namespace Mixtape.Functions.Tests;

/// <summary>A fresh folder, deleted in the end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("mixtape-app-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
