using System.Text;
using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>
/// A value that goes into a model or comes out of it: a tensor, or a sequence of values. A tensor lies in memory of its own or
/// in managed memory, which then stays pinned until the value is disposed and no run uses it any more. Spans over a tensor are valid
/// until the value is disposed. May be read by many threads at once.
/// </summary>
public class OrtValue : IDisposable
{
    internal OrtValue(ValueHandle handle, OnnxValueType type)
    {
        Handle = handle;
        OnnxType = type;
    }

    public OnnxValueType OnnxType { get; }

    public bool IsTensor => OnnxType == OnnxValueType.ONNX_TYPE_TENSOR;

    public bool IsSparseTensor => OnnxType == OnnxValueType.ONNX_TYPE_SPARSETENSOR;

    internal ValueHandle Handle { get; }

    /// <summary>A tensor over an array, without a copy: row-major, of the given shape; no dimensions make a scalar.</summary>
    /// <exception cref="NotSupportedException">Tensors do not have elements of that type.</exception>
    /// <exception cref="OnnxRuntimeException">The array is too short for the shape, or the shape is not one.</exception>
    public static OrtValue CreateTensorValueFromMemory<T>(T[] data, long[] shape)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(data);
        return CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, data.AsMemory(), shape);
    }

    /// <summary>A tensor over memory, without a copy: row-major, of the given shape; no dimensions make a scalar.</summary>
    /// <exception cref="NotSupportedException">Tensors do not have elements of that type.</exception>
    /// <exception cref="OnnxRuntimeException">The memory is too short for the shape, or the shape is not one.</exception>
    public static unsafe OrtValue CreateTensorValueFromMemory<T>(OrtMemoryInfo memoryInfo, Memory<T> memory, long[] shape)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(memoryInfo);
        ArgumentNullException.ThrowIfNull(shape);
        var element = ElementTypes.Of<T>();
        var pinned = memory.Pin();
        try
        {
            using var info = new Borrowed(memoryInfo);
            fixed (long* dimensions = shape)
            {
                NativeStatus.Verify(NativeLibraryFile.Api->CreateTensorWithDataAsOrtValue(
                    info.Handle,
                    pinned.Pointer,
                    (nuint)memory.Length * (nuint)sizeof(T),
                    dimensions,
                    (nuint)shape.Length,
                    (int)element,
                    out var value));
                return new OrtValue(new ValueHandle(value, pinned), OnnxValueType.ONNX_TYPE_TENSOR);
            }
        }
        catch
        {
            pinned.Dispose();
            throw;
        }
    }

    /// <summary>A tensor in native memory, whose contents are undefined until they are written.</summary>
    /// <exception cref="OnnxRuntimeException">There is no memory for it, or the shape is not one.</exception>
    public static unsafe OrtValue CreateAllocatedTensorValue(OrtAllocator allocator, TensorElementType elementType, long[] shape)
    {
        ArgumentNullException.ThrowIfNull(allocator);
        ArgumentNullException.ThrowIfNull(shape);
        using var source = new Borrowed(allocator);
        fixed (long* dimensions = shape)
        {
            NativeStatus.Verify(NativeLibraryFile.Api->CreateTensorAsOrtValue(
                source.Handle, dimensions, (nuint)shape.Length, (int)elementType, out var value));
            return new OrtValue(new ValueHandle(value), OnnxValueType.ONNX_TYPE_TENSOR);
        }
    }

    /// <summary>A tensor of strings, to be set by <see cref="StringTensorSetElementAt"/>.</summary>
    public static OrtValue CreateTensorWithEmptyStrings(OrtAllocator allocator, long[] shape) =>
        CreateAllocatedTensorValue(allocator, TensorElementType.String, shape);

    /// <summary>The element type and shape.</summary>
    /// <exception cref="OnnxRuntimeException">It is not a tensor.</exception>
    public unsafe OrtTensorTypeAndShapeInfo GetTensorTypeAndShape()
    {
        var api = NativeLibraryFile.Api;
        using var value = new Borrowed(Handle);
        NativeStatus.Verify(api->GetTensorTypeAndShape(value.Handle, out var info));
        try
        {
            return new OrtTensorTypeAndShapeInfo(info);
        }
        finally
        {
            api->ReleaseTensorTypeAndShapeInfo(info);
        }
    }

    /// <summary>The elements, row-major, where they lie.</summary>
    /// <exception cref="OnnxRuntimeException">It is not a tensor of that element type.</exception>
    public ReadOnlySpan<T> GetTensorDataAsSpan<T>()
        where T : unmanaged => GetTensorMutableDataAsSpan<T>();

    /// <summary>The elements, row-major, where they lie, to be read or written.</summary>
    /// <exception cref="OnnxRuntimeException">It is not a tensor of that element type.</exception>
    public unsafe Span<T> GetTensorMutableDataAsSpan<T>()
        where T : unmanaged
    {
        var element = ElementTypes.Of<T>();
        var info = GetTensorTypeAndShape();
        if (info.ElementDataType != element)
            throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"The tensor holds {info.ElementDataType}, not {element}.");
        using var value = new Borrowed(Handle);
        NativeStatus.Verify(NativeLibraryFile.Api->GetTensorMutableData(value.Handle, out var data));
        return new Span<T>(data, checked((int)info.ElementCount));
    }

    /// <summary>The strings of a tensor of strings, row-major.</summary>
    /// <exception cref="OnnxRuntimeException">It is not a tensor of strings.</exception>
    public string[] GetStringTensorAsArray()
    {
        var info = GetTensorTypeAndShape();
        if (!info.IsString)
            throw new OnnxRuntimeException(ErrorCode.Fail, $"The tensor holds {info.ElementDataType}, not {TensorElementType.String}.");
        var strings = new string[info.ElementCount];
        for (var i = 0; i < strings.Length; i++)
            strings[i] = GetStringElement(i);
        return strings;
    }

    /// <exception cref="OnnxRuntimeException">It is not a tensor of strings, or has no such element.</exception>
    public unsafe string GetStringElement(int index)
    {
        using var value = new Borrowed(Handle);
        NativeStatus.Verify(NativeLibraryFile.Api->GetStringTensorElementLength(value.Handle, (nuint)index, out var length));
        var utf8 = new byte[length];
        fixed (byte* bytes = utf8)
            NativeStatus.Verify(NativeLibraryFile.Api->GetStringTensorElement(value.Handle, length, (nuint)index, bytes));
        return Encoding.UTF8.GetString(utf8);
    }

    /// <exception cref="OnnxRuntimeException">It is not a tensor of strings, or has no such element.</exception>
    public unsafe void StringTensorSetElementAt(ReadOnlySpan<char> str, int index)
    {
        var length = Encoding.UTF8.GetByteCount(str);
        using var value = new Borrowed(Handle);
        NativeStatus.Verify(NativeLibraryFile.Api->GetResizedStringTensorElementBuffer(
            value.Handle, (nuint)index, (nuint)length, out var utf8));
        Encoding.UTF8.GetBytes(str, new Span<byte>(utf8, length));
    }

    /// <summary>How many values a sequence holds.</summary>
    /// <exception cref="OnnxRuntimeException">It is not made of values.</exception>
    public unsafe int GetValueCount()
    {
        using var value = new Borrowed(Handle);
        NativeStatus.Verify(NativeLibraryFile.Api->GetValueCount(value.Handle, out var count));
        return checked((int)count);
    }

    /// <summary>One of a sequence's values, to be disposed by itself.</summary>
    /// <exception cref="OnnxRuntimeException">There is no such value.</exception>
    public unsafe OrtValue GetValue(int index, OrtAllocator allocator)
    {
        ArgumentNullException.ThrowIfNull(allocator);
        using var value = new Borrowed(Handle);
        using var source = new Borrowed(allocator);
        NativeStatus.Verify(NativeLibraryFile.Api->GetValue(value.Handle, index, source.Handle, out var element));
        return Own(new ValueHandle(element));
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Wraps a value that native code made, and disposes it if that fails.</summary>
    internal static unsafe OrtValue Own(ValueHandle handle)
    {
        try
        {
            using var value = new Borrowed(handle);
            NativeStatus.Verify(NativeLibraryFile.Api->GetValueType(value.Handle, out var type));
            return new OrtValue(handle, (OnnxValueType)type);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            Handle.Dispose();
    }
}
