using Mixtape.Learning.Onnx;
using Mixtape.Music.Audio;
using Mixtape.Music.Audio.Ears;

namespace Mixtape.Cli.Tests;

public sealed class AudioTrainCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mixtape-audio-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Train_AFewSongs_WritesANetworkThatHears()
    {
        var run = await CliRun.Of(
            "audio", "train", "--out", File("small.onnx"), "--songs", "64", "--validation-songs", "32", "--epochs", "1", "--seed", "9");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("key and mode, weighted", run.Output);
        var manifest = ModelManifest.Parse(System.IO.File.ReadAllBytes(File("small.manifest.json")));
        Assert.Equal(9UL, manifest.Seed);
        var meter = ModelManifest.Parse(System.IO.File.ReadAllBytes(File("ears-meter.manifest.json")));
        using var analyzer = new AudioAnalyzer(EarsModel.Open(new EarsFiles(
            System.IO.File.ReadAllBytes(File("small.onnx")), manifest, System.IO.File.ReadAllBytes(File("ears-meter.onnx")), meter)));
        Assert.Equal(manifest.Sha256, analyzer.Model);
        Assert.Empty(_folder.GetFiles("*.partial"));
    }

    [Theory]
    [InlineData("--songs", "63", "--songs must lie between 64 and 200000.")]
    [InlineData("--epochs", "0", "--epochs must lie between 1 and 1000.")]
    [InlineData("--validation-songs", "31", "--validation-songs must lie between 32 and 20000.")]
    public async Task Train_OutOfItsRanges_SaysTheRange(string option, string value, string error)
    {
        var run = await CliRun.Of("audio", "train", "--out", File("x.onnx"), option, value);
        Assert.Equal(2, run.Code);
        Assert.Contains(error, run.Error);
    }

    [Fact]
    public async Task Train_IntoAFolderThatIsNotThere_FailsBeforeItBegins()
    {
        var run = await CliRun.Of("audio", "train", "--out", Path.Combine(_folder.FullName, "no", "x.onnx"));
        Assert.Equal(1, run.Code);
        Assert.Contains("make it first", run.Error);
    }

    private string File(string name) => Path.Combine(_folder.FullName, name);
}
