using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>
/// ONNX Runtime's shared library, which the build puts beside the app. It is loaded by its full path, so that another one
/// that the system may have (Windows does) is never taken for it, at first use, and stays loaded. Thread safe.
/// </summary>
internal static unsafe class NativeLibraryFile
{
    /// <summary>The version of the C API that is asked for: that of ONNX Runtime 1.29, which later libraries have too.</summary>
    private const uint ApiVersion = 29;

    private const string Remedy = "Build again with npm there, or with OnnxRuntimeLibrary set to the path of an ONNX Runtime "
        + "1.29 or later shared library for this machine: the build puts it beside the app.";

    private static readonly Lock _loading = new();

    private static nint _api;

    /// <summary>The library's functions.</summary>
    /// <exception cref="DllNotFoundException">There is no library, or not one that suits; the message has the remedy.</exception>
    public static NativeApi* Api
    {
        get
        {
            var api = Volatile.Read(ref _api);
            return (NativeApi*)(api != 0 ? api : LoadOnce());
        }
    }

    private static string Name =>
        OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime.dylib" : "libonnxruntime.so";

    /// <summary>The folder of this assembly, or the app's where it was not loaded from a file.</summary>
    private static string OwnFolder =>
        Path.GetDirectoryName(typeof(NativeLibraryFile).Assembly.Location) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory;

    /// <summary>The library's own version, such as "1.30.0".</summary>
    public static string Version { get; private set; } = "";

    /// <summary>Loads the library from the first of some folders that has it.</summary>
    /// <exception cref="DllNotFoundException">None has it, or it is not one that suits.</exception>
    internal static (nint Api, string Version) Load(params IEnumerable<string> folders)
    {
        var candidates = folders.Select(folder => Path.GetFullPath(Path.Combine(folder, Name))).Distinct().ToList();
        var path = candidates.Find(File.Exists)
            ?? throw new DllNotFoundException($"ONNX Runtime's native library is not at {string.Join(" or ", candidates)}. {Remedy}");
        nint getApiBase;
        try
        {
            getApiBase = NativeLibrary.GetExport(NativeLibrary.Load(path), "OrtGetApiBase");
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new DllNotFoundException($"{path} is not an ONNX Runtime library that loads here. {Remedy}", exception);
        }
        // The base is two functions: one gives the table for a version of the API, the other the library's version.
        var functions = ((delegate* unmanaged[Cdecl]<nint*>)getApiBase)();
        var version = NativeString.Read(((delegate* unmanaged[Cdecl]<nint>)functions[1])());
        var api = ((delegate* unmanaged[Cdecl]<uint, nint>)functions[0])(ApiVersion);
        return api != 0
            ? (api, version)
            : throw new DllNotFoundException($"{path} is ONNX Runtime {version}, which is too old. {Remedy}");
    }

    private static nint LoadOnce()
    {
        lock (_loading)
        {
            if (_api == 0)
            {
                var (api, version) = Load(AppContext.BaseDirectory, OwnFolder);
                Version = version;
                Volatile.Write(ref _api, api);
            }
            return _api;
        }
    }
}
