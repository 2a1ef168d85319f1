using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.OnnxRuntime.Native;

internal static unsafe class NativeString
{
    /// <summary>Reads a string that ends in a zero byte; null is the empty one. Bytes that are not UTF-8 become U+FFFD.</summary>
    public static string Read(nint utf8) => Marshal.PtrToStringUTF8(utf8) ?? "";

    /// <summary>Reads a string that the default allocator made, and frees it.</summary>
    public static string Take(nint utf8)
    {
        try
        {
            return Read(utf8);
        }
        finally
        {
            if (utf8 != 0)
                NativeStatus.Verify(NativeLibraryFile.Api->AllocatorFree(OrtAllocator.Default, utf8));
        }
    }

    /// <summary>A string as UTF-8 bytes that end in a zero byte.</summary>
    /// <exception cref="ArgumentException">The string has a zero inside, where native code would take it to end.</exception>
    public static byte[] Utf8(ReadOnlySpan<char> text)
    {
        if (text.Contains('\0'))
            throw new ArgumentException("ONNX Runtime's strings cannot hold the character U+0000.", nameof(text));
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }
}
