using System.Text;
using Mixtape.Learning.Onnx;

namespace Mixtape.Learning.Tests.Onnx;

/// <summary>Whatever happens to a file on its way, reading it gives a result or says that it is invalid, and nothing else.</summary>
public sealed class OnnxMutationTests
{
    // Objects, dictionaries and messages about them: no mutation may make more of a byte.
    private const long MemoryPerByte = 100, MemoryOfAnyFile = 1 << 18;

    [Fact]
    public void Verify_TruncatedAtEveryLength_IsRefused()
    {
        var bytes = SampleModels.Layer().ToBytes();

        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidModelException>(() => OnnxModelVerifier.Verify(bytes.AsSpan(0, length)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Verify_MutatedLayer_IsFineOrRefused(int seed)
    {
        var (fine, refused) = Mutate(SampleModels.Layer().ToBytes(), 2_500, seed);

        // Weights and names may change into others: it is the manifest's hash that notices.
        Assert.InRange(fine, 1, 1_500);
        Assert.InRange(refused, 1_000, 2_499);
    }

    [Fact]
    public void Verify_MutatedBasicPitch_IsFineOrRefused()
    {
        if (SampleModels.Shared("data", "onnx", "basic-pitch-nmp.onnx") is not { } file)
        {
            Assert.Skip("basic-pitch-nmp.onnx is absent.");
            return;
        }

        var (_, refused) = Mutate(File.ReadAllBytes(file), 500, seed: 5);

        Assert.InRange(refused, 1, 500);
    }

    [Fact]
    public void Parse_MutatedManifest_IsFineOrRefused()
    {
        var json = ModelManifestTests.Sample().ToBytes();
        var random = new Random(6);
        var refused = 0;
        for (var i = 0; i < 5_000; i++)
        {
            try
            {
                ModelManifest.Parse(Mutation(json, random));
            }
            catch (InvalidModelException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 2_000, 4_999);
    }

    private static (int Fine, int Refused) Mutate(byte[] valid, int mutations, int seed)
    {
        var random = new Random(seed);
        OnnxModelVerifier.Verify(valid); // makes the tables that every verification shares
        var (fine, refused) = (0, 0);
        for (var i = 0; i < mutations; i++)
        {
            var bytes = Mutation(valid, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                OnnxModelVerifier.Verify(bytes);
                fine++;
            }
            catch (InvalidModelException exception)
            {
                Assert.InRange(Encoding.UTF8.GetByteCount(exception.Message), 20, 8_000);
                refused++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MemoryOfAnyFile + (MemoryPerByte * bytes.Length));
        }

        return (fine, refused);
    }

    internal static byte[] Mutation(byte[] valid, Random random)
    {
        var bytes = valid.ToList();
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 9), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes[at] = random.Next(2) == 0 ? (byte)0xFF : (byte)0x7F; break;
                case 3 when length < bytes.Count: bytes.RemoveRange(at, length); break;
                case 4: bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length)); break;
                default: bytes.Insert(at, (byte)random.Next(256)); break;
            }
        }

        return [.. bytes];
    }
}
