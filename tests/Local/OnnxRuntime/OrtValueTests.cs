using System.Buffers;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Mixtape.Local.OnnxRuntime.Tests;

public sealed class OrtValueTests
{
    [Fact]
    public void CreateTensorValueFromMemory_Array_IsSharedNotCopied()
    {
        var data = new[] { 1f, 2f, 3f, 4f, 5f, 6f };
        using var value = OrtValue.CreateTensorValueFromMemory(data, [2, 3]);

        value.GetTensorMutableDataAsSpan<float>()[5] = 60;
        data[0] = 10;

        Assert.Equal(60, data[5]);
        Assert.Equal(10, value.GetTensorDataAsSpan<float>()[0]);
        Assert.True(value.IsTensor);
        Assert.False(value.IsSparseTensor);
        Assert.Equal(OnnxValueType.ONNX_TYPE_TENSOR, value.OnnxType);
        var info = value.GetTensorTypeAndShape();
        Assert.Equal((TensorElementType.Float, false), (info.ElementDataType, info.IsString));
        Assert.Equal((2, 6L), (info.DimensionsCount, info.ElementCount));
        Assert.Equal([2, 3], info.Shape);
    }

    [Fact]
    public void CreateTensorValueFromMemory_EachElementType_ReadsBack()
    {
        Check<float>([1.5f, -2], TensorElementType.Float);
        Check<double>([1.5, -2], TensorElementType.Double);
        Check<sbyte>([-1, 2], TensorElementType.Int8);
        Check<byte>([1, 255], TensorElementType.UInt8);
        Check<short>([-1, 2], TensorElementType.Int16);
        Check<ushort>([1, 65_535], TensorElementType.UInt16);
        Check<int>([-1, 2], TensorElementType.Int32);
        Check<uint>([1, uint.MaxValue], TensorElementType.UInt32);
        Check<long>([long.MinValue, 2], TensorElementType.Int64);
        Check<ulong>([1, ulong.MaxValue], TensorElementType.UInt64);
        Check<bool>([true, false], TensorElementType.Bool);

        static void Check<T>(T[] data, TensorElementType element)
            where T : unmanaged
        {
            using var value = OrtValue.CreateTensorValueFromMemory(data, [2]);
            Assert.Equal(element, value.GetTensorTypeAndShape().ElementDataType);
            Assert.Equal(data, value.GetTensorDataAsSpan<T>().ToArray());
        }
    }

    [Fact]
    public void CreateTensorValueFromMemory_ScalarAndEmpty_AreTensors()
    {
        using var scalar = OrtValue.CreateTensorValueFromMemory([42L], []);
        using var empty = OrtValue.CreateTensorValueFromMemory(Array.Empty<float>(), [0, 3]);
        using var nothing = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, Memory<float>.Empty, [0]);

        Assert.Equal([42L], scalar.GetTensorDataAsSpan<long>());
        Assert.Empty(scalar.GetTensorTypeAndShape().Shape);
        Assert.True(empty.GetTensorDataAsSpan<float>().IsEmpty);
        Assert.True(nothing.GetTensorDataAsSpan<float>().IsEmpty);
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(-1, 2)]
    [InlineData(long.MaxValue, 4)]
    public void CreateTensorValueFromMemory_ShapeThatDoesNotFit_ThrowsAndUnpins(long rows, long columns)
    {
        using IMemoryOwner<float> owner = new PinCounter(new float[4]);

        Assert.Throws<OnnxRuntimeException>(
            () => OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, owner.Memory, [rows, columns]));

        Assert.Equal(0, ((PinCounter)owner).Pins);
    }

    [Fact]
    public void CreateTensorValueFromMemory_OtherElementType_Throws() =>
        Assert.Throws<NotSupportedException>(() => OrtValue.CreateTensorValueFromMemory(new Guid[1], [1]));

    [Fact]
    public void Dispose_UnpinsMemoryOnce()
    {
        using IMemoryOwner<float> owner = new PinCounter(new float[4]);
        var value = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, owner.Memory, [4]);
        Assert.Equal(1, ((PinCounter)owner).Pins);

        value.Dispose();
        value.Dispose();

        Assert.Equal(0, ((PinCounter)owner).Pins);
        Assert.Throws<ObjectDisposedException>(() => value.GetTensorDataAsSpan<float>().Length);
    }

    [Fact]
    public void CreateAllocatedTensorValue_CanBeWrittenAndRead()
    {
        using var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Int32, [3]);

        value.GetTensorMutableDataAsSpan<int>().Fill(7);

        Assert.Equal([7, 7, 7], value.GetTensorDataAsSpan<int>());
        Assert.Throws<OnnxRuntimeException>(
            () => OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Int32, [-3]));
    }

    [Fact]
    public void GetTensorDataAsSpan_OtherElementType_ThrowsAndSaysWhichItHolds()
    {
        using var value = OrtValue.CreateTensorValueFromMemory([1f], [1]);

        var exception = Assert.Throws<OnnxRuntimeException>(() => value.GetTensorDataAsSpan<int>().Length);

        Assert.Equal("[ErrorCode:InvalidArgument] The tensor holds Float, not Int32.", exception.Message);
    }

    [Fact]
    public void StringTensor_RunThroughAModel_KeepsEveryCharacter()
    {
        string[] strings = ["", "a", "blå", "𝄞 clef", "zero \0 inside", new string('x', 10_000)];
        var x = new OnnxModel.Port("x", TensorElementType.String, strings.Length);
        using var session = new InferenceSession(
            OnnxModel.Write([x], [x with { Name = "y" }], new OnnxModel.Node("Identity", ["x"], ["y"])));
        using var options = new RunOptions();
        using var input = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, [strings.Length]);
        for (var i = 0; i < strings.Length; i++)
            input.StringTensorSetElementAt(strings[i], i);

        using var outputs = session.Run(options, ["x"], [input], ["y"]);

        Assert.Equal(strings, outputs[0].GetStringTensorAsArray());
        Assert.Equal("blå", outputs[0].GetStringElement(2));
        Assert.True(session.InputMetadata["x"].IsString);
        Assert.Throws<OnnxRuntimeException>(() => outputs[0].GetStringElement(strings.Length));
        Assert.Throws<OnnxRuntimeException>(() => input.StringTensorSetElementAt("one too many", strings.Length));
        Assert.Throws<OnnxRuntimeException>(() => input.StringTensorSetElementAt("before the first", -1));
        Assert.Throws<OnnxRuntimeException>(() => input.GetTensorDataAsSpan<byte>().Length);
    }

    [Fact]
    public void GetStringTensorAsArray_OfNumbers_Throws()
    {
        using var value = OrtValue.CreateTensorValueFromMemory([1f], [1]);

        Assert.Contains("Float", Assert.Throws<OnnxRuntimeException>(() => value.GetStringTensorAsArray()).Message);
        Assert.Throws<OnnxRuntimeException>(() => value.GetStringElement(0));
        Assert.Throws<OnnxRuntimeException>(() => value.StringTensorSetElementAt("no", 0));
        Assert.Throws<OnnxRuntimeException>(() => value.GetValueCount());
    }
}
