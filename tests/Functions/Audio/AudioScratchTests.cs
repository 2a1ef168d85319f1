using Mixtape.Functions.Audio;

namespace Mixtape.Functions.Tests.Audio;

public sealed class AudioScratchTests
{
    [Fact]
    public void Construction_RemovesWhatIsOldAndNothingElse()
    {
        var scratch = new AudioScratch(TimeProvider.System);
        var (old, young) = (scratch.Create(), scratch.Create());
        using var other = new TemporaryFolder();
        File.WriteAllText(Path.Combine(old.FullName, "content"), "x");
        foreach (var path in new[] { old.FullName, other.Path }) Directory.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-2));

        _ = new AudioScratch(TimeProvider.System);

        Assert.False(Directory.Exists(old.FullName));
        Assert.True(Directory.Exists(young.FullName));
        Assert.True(Directory.Exists(other.Path));
        young.Delete();
    }
}
