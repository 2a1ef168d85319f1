using System.Formats.Tar;
using System.IO.Compression;
using Mixtape.Learning.Onnx;

namespace Mixtape.Learning.Tests.Onnx;

public sealed class OnnxSampleTests
{
    [Fact]
    public void Verify_BasicPitch_IsFineByDefault()
    {
        if (SampleModels.Shared("data", "onnx", "basic-pitch-nmp.onnx") is not { } file)
        {
            Assert.Skip("basic-pitch-nmp.onnx is absent.");
            return;
        }

        var summary = OnnxModelVerifier.Verify(File.ReadAllBytes(file));

        Assert.Equal(15, summary.Opset);
        Assert.Equal(3, summary.Outputs.Count);
        Assert.Equal(43844, Assert.Single(summary.Inputs).Dimensions![1].Size);
        Assert.Equal(32, summary.Operators["Conv"]);
        Assert.InRange(summary.Parameters, 16_000, 60_000);
    }

    [Fact]
    public void Verify_TheStandardsOwnSamples_AreAllFine()
    {
        if (SampleModels.Shared("data", "onnx", "backend-test.tar.gz") is not { } file)
        {
            Assert.Skip("backend-test.tar.gz is absent.");
            return;
        }

        using var tar = new TarReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        int models = 0, byDefault = 0, old = 0;
        while (tar.GetNextEntry() is { } entry)
        {
            if (!entry.Name.EndsWith(".onnx", StringComparison.Ordinal)) continue;
            var bytes = new byte[entry.Length];
            entry.DataStream!.ReadExactly(bytes);
            models++;
            try
            {
                OnnxModelVerifier.Verify(bytes);
                byDefault++;
            }
            catch (InvalidModelException exception)
            {
                // Operator set 6 is below what ONNX Runtime promises to run; nothing else is in the way.
                Assert.Contains("version 6 of the operators", exception.Message);
                OnnxModelVerifier.Verify(bytes, new OnnxLimits { MinimumOpset = 6 });
                old++;
            }
        }

        Assert.Equal((112, 19, 93), (models, byDefault, old));
    }
}
