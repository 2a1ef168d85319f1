namespace Mixtape.Storage.Tests;

/// <summary>A fresh folder for one test class instance, deleted with it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("mixtape-storage-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
