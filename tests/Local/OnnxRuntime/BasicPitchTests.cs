using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Mixtape.Local.OnnxRuntime.Tests;

/// <summary>Spotify's Basic Pitch, a real model of 23 kinds of operators, hears in a recording what Spotify's own code heard.</summary>
public sealed class BasicPitchTests
{
    private const string Input = "serving_default_input_2:0";
    private const int WindowSamples = 43_844;
    private const int OverlapSamples = 7_680;
    private const int DroppedFrames = 15;

    /// <summary>
    /// Probabilities run from 0 to 1. What was measured is 0.00009 at most, of which much is that the expected outputs come
    /// from a recording whose rate another resampler halved.
    /// </summary>
    private const float Tolerance = 0.0005f;

    [Theory]
    [InlineData("note", "StatefulPartitionedCall:1", 88)]
    [InlineData("onset", "StatefulPartitionedCall:2", 88)]
    [InlineData("contour", "StatefulPartitionedCall:0", 264)]
    public void Run_Recording_GivesTheExpectedProbabilities(string expectedOutput, string output, int width)
    {
        var expected = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Data($"basic-pitch-expected-{expectedOutput}.f32"))).ToArray();
        using var session = new InferenceSession(File.ReadAllBytes(Data("basic-pitch-nmp.onnx")));
        using var options = new RunOptions();
        var (windows, count) = Windows(HalveRate(ReadWave(Data("basic-pitch-vocadito_10.wav"))));
        using var audio = OrtValue.CreateTensorValueFromMemory(windows, [count, WindowSamples, 1]);

        using var outputs = session.Run(options, [Input], [audio], [output]);

        var shape = outputs[0].GetTensorTypeAndShape().Shape;
        Assert.Equal([count, 172, width], shape);
        var joined = Join(outputs[0].GetTensorDataAsSpan<float>(), count, (int)shape[1], width).Take(expected.Length).ToArray();
        Assert.Equal(expected.Length, joined.Length);
        var greatest = expected.Zip(joined, (one, other) => Math.Abs(one - other)).Max();
        Assert.True(greatest <= Tolerance, $"{expectedOutput} is off by {greatest}");
    }

    [Fact]
    public void Metadata_OfTheModel_SaysNamesTypesAndShapes()
    {
        using var session = new InferenceSession(File.ReadAllBytes(Data("basic-pitch-nmp.onnx")));

        Assert.Equal([Input], session.InputNames);
        var input = session.InputMetadata[Input];
        Assert.Equal(OnnxValueType.ONNX_TYPE_TENSOR, input.OnnxValueType);
        Assert.Equal(TensorElementType.Float, input.ElementDataType);
        Assert.Equal(typeof(float), input.ElementType);
        Assert.Equal([-1, WindowSamples, 1], input.Dimensions);
        Assert.Equal(3, session.OutputNames.Count);
        Assert.Equal(264, session.OutputMetadata["StatefulPartitionedCall:0"].Dimensions[^1]);
    }

    private static string Data(string name) => Repository.Shared("data", "onnx", name);

    /// <summary>The samples of a WAVE file of 16 bits and one channel.</summary>
    private static float[] ReadWave(string path)
    {
        var bytes = File.ReadAllBytes(path).AsSpan();
        for (var chunk = bytes[12..]; ;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(chunk[4..]);
            if (chunk[..4].SequenceEqual("data"u8))
                return Array.ConvertAll(MemoryMarshal.Cast<byte, short>(chunk.Slice(8, length)).ToArray(), sample => sample / 32768f);
            chunk = chunk[(8 + length)..];
        }
    }

    /// <summary>
    /// Every second sample of what a Kaiser-windowed low-pass filter leaves: it passes up to 0.913 of the new Nyquist
    /// frequency and stops from there on, at -120 dB.
    /// </summary>
    private static float[] HalveRate(float[] samples)
    {
        const int Reach = 200;
        const double Cutoff = 0.5 * 0.9565;
        const double Beta = 12.3;
        var filter = Enumerable.Range(-Reach, 2 * Reach + 1)
            .Select(i => (i == 0 ? Cutoff : Math.Sin(Math.PI * Cutoff * i) / (Math.PI * i))
                * Bessel(Beta * Math.Sqrt(1 - (double)i * i / (Reach * Reach))) / Bessel(Beta))
            .ToArray();
        var halved = new float[(samples.Length + 1) / 2];
        for (var i = 0; i < halved.Length; i++)
        {
            var sum = 0.0;
            for (var j = Math.Max(-Reach, -2 * i); j <= Reach && 2 * i + j < samples.Length; j++)
                sum += filter[j + Reach] * samples[2 * i + j];
            halved[i] = (float)sum;
        }
        return halved;
    }

    /// <summary>The modified Bessel function of the first kind and order 0, by its series.</summary>
    private static double Bessel(double x)
    {
        var (sum, term) = (1.0, 1.0);
        for (var k = 1; term > 1e-17 * sum; k++)
        {
            term *= x * x / (4.0 * k * k);
            sum += term;
        }
        return sum;
    }

    private static (float[] Samples, int Count) Windows(float[] samples)
    {
        const int Hop = WindowSamples - OverlapSamples;
        float[] padded = [.. new float[OverlapSamples / 2], .. samples];
        var count = (padded.Length + Hop - 1) / Hop;
        var windows = new float[count * WindowSamples];
        for (var i = 0; i < count; i++)
            padded.AsSpan(i * Hop, Math.Min(WindowSamples, padded.Length - i * Hop)).CopyTo(windows.AsSpan(i * WindowSamples));
        return (windows, count);
    }

    private static float[] Join(ReadOnlySpan<float> windows, int count, int frames, int width)
    {
        var joined = new List<float>();
        for (var i = 0; i < count; i++)
            joined.AddRange(windows.Slice((i * frames + DroppedFrames) * width, (frames - 2 * DroppedFrames) * width));
        return [.. joined];
    }
}
