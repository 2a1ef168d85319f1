using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>What a model says of itself; what it does not say is empty, and its version 0 or less.</summary>
public class ModelMetadata
{
    internal unsafe ModelMetadata(nint session)
    {
        var api = NativeLibraryFile.Api;
        NativeStatus.Verify(api->SessionGetModelMetadata(session, out var metadata));
        try
        {
            ProducerName = Read(api->ModelMetadataGetProducerName, metadata);
            GraphName = Read(api->ModelMetadataGetGraphName, metadata);
            Domain = Read(api->ModelMetadataGetDomain, metadata);
            Description = Read(api->ModelMetadataGetDescription, metadata);
            GraphDescription = Read(api->ModelMetadataGetGraphDescription, metadata);
            NativeStatus.Verify(api->ModelMetadataGetVersion(metadata, out var version));
            Version = version;
            ReadCustom(metadata);
        }
        finally
        {
            api->ReleaseModelMetadata(metadata);
        }
    }

    public string ProducerName { get; }

    public string GraphName { get; }

    public string Domain { get; }

    public string Description { get; }

    public string GraphDescription { get; }

    public long Version { get; }

    public Dictionary<string, string> CustomMetadataMap { get; } = [];

    private static unsafe string Read(delegate* unmanaged[Cdecl]<nint, nint, out nint, nint> getter, nint metadata)
    {
        NativeStatus.Verify(getter(metadata, OrtAllocator.Default, out var text));
        return NativeString.Take(text);
    }

    private unsafe void ReadCustom(nint metadata)
    {
        var api = NativeLibraryFile.Api;
        NativeStatus.Verify(api->ModelMetadataGetCustomMetadataMapKeys(metadata, OrtAllocator.Default, out var keys, out var count));
        for (var i = 0; i < count; i++)
        {
            NativeStatus.Verify(api->ModelMetadataLookupCustomMetadataMap(metadata, OrtAllocator.Default, (byte*)keys[i], out var value));
            CustomMetadataMap[NativeString.Take(keys[i])] = NativeString.Take(value);
        }
        if (keys != null)
            NativeStatus.Verify(api->AllocatorFree(OrtAllocator.Default, (nint)keys));
    }
}
