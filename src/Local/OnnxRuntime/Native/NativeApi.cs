using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>
/// The part of ONNX Runtime's C API that this binding uses: an overlay of the library's own table of functions, whose order
/// is its binary interface and only ever grows. A function that returns a status returns 0 for success, and else what
/// <see cref="NativeStatus.Verify"/> takes. Handles are opaque pointers; strings are UTF-8 that ends in a zero byte.
/// </summary>
[StructLayout(LayoutKind.Explicit)]
internal unsafe struct NativeApi
{
    // Status
    [FieldOffset(1 * 8)] public delegate* unmanaged[Cdecl]<nint, int> GetErrorCode;
    [FieldOffset(2 * 8)] public delegate* unmanaged[Cdecl]<nint, byte*> GetErrorMessage;
    [FieldOffset(93 * 8)] public delegate* unmanaged[Cdecl]<nint, void> ReleaseStatus;

    // Environment
    [FieldOffset(3 * 8)] public delegate* unmanaged[Cdecl]<OrtLoggingLevel, byte*, out nint, nint> CreateEnv;
    [FieldOffset(92 * 8)] public delegate* unmanaged[Cdecl]<nint, void> ReleaseEnv;
    [FieldOffset(226 * 8)] public delegate* unmanaged[Cdecl]<nint, OrtLoggingLevel, nint> UpdateEnvWithCustomLogLevel;

    // Session options
    [FieldOffset(10 * 8)] public delegate* unmanaged[Cdecl]<out nint, nint> CreateSessionOptions;
    [FieldOffset(13 * 8)] public delegate* unmanaged[Cdecl]<nint, ExecutionMode, nint> SetSessionExecutionMode;
    [FieldOffset(16 * 8)] public delegate* unmanaged[Cdecl]<nint, nint> EnableMemPattern;
    [FieldOffset(17 * 8)] public delegate* unmanaged[Cdecl]<nint, nint> DisableMemPattern;
    [FieldOffset(18 * 8)] public delegate* unmanaged[Cdecl]<nint, nint> EnableCpuMemArena;
    [FieldOffset(19 * 8)] public delegate* unmanaged[Cdecl]<nint, nint> DisableCpuMemArena;
    [FieldOffset(20 * 8)] public delegate* unmanaged[Cdecl]<nint, byte*, nint> SetSessionLogId;
    [FieldOffset(22 * 8)] public delegate* unmanaged[Cdecl]<nint, OrtLoggingLevel, nint> SetSessionLogSeverityLevel;
    [FieldOffset(23 * 8)] public delegate* unmanaged[Cdecl]<nint, GraphOptimizationLevel, nint> SetSessionGraphOptimizationLevel;
    [FieldOffset(24 * 8)] public delegate* unmanaged[Cdecl]<nint, int, nint> SetIntraOpNumThreads;
    [FieldOffset(25 * 8)] public delegate* unmanaged[Cdecl]<nint, int, nint> SetInterOpNumThreads;
    [FieldOffset(130 * 8)] public delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint> AddSessionConfigEntry;
    [FieldOffset(100 * 8)] public delegate* unmanaged[Cdecl]<nint, void> ReleaseSessionOptions;

    // Session: (environment, model, its length, options, out session), and
    // Run: (session, run options, input names, inputs, count, output names, count, outputs)
    [FieldOffset(8 * 8)] public delegate* unmanaged[Cdecl]<nint, byte*, nuint, nint, out nint, nint> CreateSessionFromArray;
    [FieldOffset(9 * 8)] public delegate* unmanaged[Cdecl]<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint> Run;
    [FieldOffset(95 * 8)] public delegate* unmanaged[Cdecl]<nint, void> ReleaseSession;
    [FieldOffset(30 * 8)] public delegate* unmanaged[Cdecl]<nint, out nuint, nint> SessionGetInputCount;
    [FieldOffset(31 * 8)] public delegate* unmanaged[Cdecl]<nint, out nuint, nint> SessionGetOutputCount;
    [FieldOffset(33 * 8)] public delegate* unmanaged[Cdecl]<nint, nuint, out nint, nint> SessionGetInputTypeInfo;
    [FieldOffset(34 * 8)] public delegate* unmanaged[Cdecl]<nint, nuint, out nint, nint> SessionGetOutputTypeInfo;
    [FieldOffset(36 * 8)] public delegate* unmanaged[Cdecl]<nint, nuint, nint, out nint, nint> SessionGetInputName;
    [FieldOffset(37 * 8)] public delegate* unmanaged[Cdecl]<nint, nuint, nint, out nint, nint> SessionGetOutputName;

    // Run options
    [FieldOffset(39 * 8)] public delegate* unmanaged[Cdecl]<out nint, nint> CreateRunOptions;
    [FieldOffset(41 * 8)] public delegate* unmanaged[Cdecl]<nint, OrtLoggingLevel, nint> RunOptionsSetRunLogSeverityLevel;
    [FieldOffset(42 * 8)] public delegate* unmanaged[Cdecl]<nint, byte*, nint> RunOptionsSetRunTag;
    [FieldOffset(46 * 8)] public delegate* unmanaged[Cdecl]<nint, nint> RunOptionsSetTerminate;
    [FieldOffset(47 * 8)] public delegate* unmanaged[Cdecl]<nint, nint> RunOptionsUnsetTerminate;
    [FieldOffset(97 * 8)] public delegate* unmanaged[Cdecl]<nint, void> ReleaseRunOptions;

    // Values: (allocator, shape, rank, element type, out value), and
    // (memory, data, its bytes, shape, rank, element type, out value)
    [FieldOffset(48 * 8)] public delegate* unmanaged[Cdecl]<nint, long*, nuint, int, out nint, nint> CreateTensorAsOrtValue;
    [FieldOffset(49 * 8)]
    public delegate* unmanaged[Cdecl]<nint, void*, nuint, long*, nuint, int, out nint, nint> CreateTensorWithDataAsOrtValue;
    [FieldOffset(51 * 8)] public delegate* unmanaged[Cdecl]<nint, out void*, nint> GetTensorMutableData;
    [FieldOffset(65 * 8)] public delegate* unmanaged[Cdecl]<nint, out nint, nint> GetTensorTypeAndShape;
    [FieldOffset(67 * 8)] public delegate* unmanaged[Cdecl]<nint, out int, nint> GetValueType;
    [FieldOffset(80 * 8)] public delegate* unmanaged[Cdecl]<nint, int, nint, out nint, nint> GetValue;
    [FieldOffset(81 * 8)] public delegate* unmanaged[Cdecl]<nint, out nuint, nint> GetValueCount;
    [FieldOffset(127 * 8)] public delegate* unmanaged[Cdecl]<nint, nuint, out nuint, nint> GetStringTensorElementLength;
    [FieldOffset(128 * 8)] public delegate* unmanaged[Cdecl]<nint, nuint, nuint, void*, nint> GetStringTensorElement;
    [FieldOffset(252 * 8)]
    public delegate* unmanaged[Cdecl]<nint, nuint, nuint, out byte*, nint> GetResizedStringTensorElementBuffer;
    [FieldOffset(96 * 8)] public delegate* unmanaged[Cdecl]<nint, void> ReleaseValue;

    // Types
    [FieldOffset(55 * 8)] public delegate* unmanaged[Cdecl]<nint, out nint, nint> CastTypeInfoToTensorInfo;
    [FieldOffset(56 * 8)] public delegate* unmanaged[Cdecl]<nint, out int, nint> GetOnnxTypeFromTypeInfo;
    [FieldOffset(60 * 8)] public delegate* unmanaged[Cdecl]<nint, out int, nint> GetTensorElementType;
    [FieldOffset(61 * 8)] public delegate* unmanaged[Cdecl]<nint, out nuint, nint> GetDimensionsCount;
    [FieldOffset(62 * 8)] public delegate* unmanaged[Cdecl]<nint, long*, nuint, nint> GetDimensions;
    [FieldOffset(63 * 8)] public delegate* unmanaged[Cdecl]<nint, nint*, nuint, nint> GetSymbolicDimensions;
    [FieldOffset(64 * 8)] public delegate* unmanaged[Cdecl]<nint, out nuint, nint> GetTensorShapeElementCount;
    [FieldOffset(98 * 8)] public delegate* unmanaged[Cdecl]<nint, void> ReleaseTypeInfo;
    [FieldOffset(99 * 8)] public delegate* unmanaged[Cdecl]<nint, void> ReleaseTensorTypeAndShapeInfo;

    // Memory
    [FieldOffset(68 * 8)]
    public delegate* unmanaged[Cdecl]<byte*, OrtAllocatorType, int, OrtMemType, out nint, nint> CreateMemoryInfo;
    [FieldOffset(71 * 8)] public delegate* unmanaged[Cdecl]<nint, out nint, nint> MemoryInfoGetName;
    [FieldOffset(72 * 8)] public delegate* unmanaged[Cdecl]<nint, out int, nint> MemoryInfoGetId;
    [FieldOffset(73 * 8)] public delegate* unmanaged[Cdecl]<nint, out OrtMemType, nint> MemoryInfoGetMemType;
    [FieldOffset(74 * 8)] public delegate* unmanaged[Cdecl]<nint, out OrtAllocatorType, nint> MemoryInfoGetType;
    [FieldOffset(94 * 8)] public delegate* unmanaged[Cdecl]<nint, void> ReleaseMemoryInfo;
    [FieldOffset(76 * 8)] public delegate* unmanaged[Cdecl]<nint, nint, nint> AllocatorFree;
    [FieldOffset(78 * 8)] public delegate* unmanaged[Cdecl]<out nint, nint> GetAllocatorWithDefaultOptions;

    // Metadata: those that give strings take (metadata, allocator, out string)
    [FieldOffset(111 * 8)] public delegate* unmanaged[Cdecl]<nint, out nint, nint> SessionGetModelMetadata;
    [FieldOffset(112 * 8)] public delegate* unmanaged[Cdecl]<nint, nint, out nint, nint> ModelMetadataGetProducerName;
    [FieldOffset(113 * 8)] public delegate* unmanaged[Cdecl]<nint, nint, out nint, nint> ModelMetadataGetGraphName;
    [FieldOffset(114 * 8)] public delegate* unmanaged[Cdecl]<nint, nint, out nint, nint> ModelMetadataGetDomain;
    [FieldOffset(115 * 8)] public delegate* unmanaged[Cdecl]<nint, nint, out nint, nint> ModelMetadataGetDescription;
    [FieldOffset(116 * 8)]
    public delegate* unmanaged[Cdecl]<nint, nint, byte*, out nint, nint> ModelMetadataLookupCustomMetadataMap;
    [FieldOffset(117 * 8)] public delegate* unmanaged[Cdecl]<nint, out long, nint> ModelMetadataGetVersion;
    [FieldOffset(118 * 8)] public delegate* unmanaged[Cdecl]<nint, void> ReleaseModelMetadata;
    [FieldOffset(123 * 8)]
    public delegate* unmanaged[Cdecl]<nint, nint, out nint*, out long, nint> ModelMetadataGetCustomMetadataMapKeys;
    [FieldOffset(158 * 8)] public delegate* unmanaged[Cdecl]<nint, nint, out nint, nint> ModelMetadataGetGraphDescription;
}
