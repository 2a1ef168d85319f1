using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A model's inputs, or its outputs: their names, in its order and as native code reads them, and their types.</summary>
internal sealed unsafe class ModelPorts
{
    private readonly string _kind;
    private readonly Dictionary<string, NodeMetadata> _metadata = [];
    private readonly Dictionary<string, byte[]> _pinnedNames = [];
    private readonly List<string> _names = [];

    private ModelPorts(string kind) => _kind = kind;

    public IReadOnlyList<string> Names => _names;

    public IReadOnlyDictionary<string, NodeMetadata> Metadata => _metadata;

    public static ModelPorts Inputs(nint session)
    {
        var api = NativeLibraryFile.Api;
        var ports = new ModelPorts("input");
        NativeStatus.Verify(api->SessionGetInputCount(session, out var count));
        for (nuint i = 0; i < count; i++)
        {
            NativeStatus.Verify(api->SessionGetInputName(session, i, OrtAllocator.Default, out var name));
            NativeStatus.Verify(api->SessionGetInputTypeInfo(session, i, out var type));
            ports.Add(name, type);
        }
        return ports;
    }

    public static ModelPorts Outputs(nint session)
    {
        var api = NativeLibraryFile.Api;
        var ports = new ModelPorts("output");
        NativeStatus.Verify(api->SessionGetOutputCount(session, out var count));
        for (nuint i = 0; i < count; i++)
        {
            NativeStatus.Verify(api->SessionGetOutputName(session, i, OrtAllocator.Default, out var name));
            NativeStatus.Verify(api->SessionGetOutputTypeInfo(session, i, out var type));
            ports.Add(name, type);
        }
        return ports;
    }

    /// <summary>The addresses of names as native code reads them, which are valid for as long as this object is there.</summary>
    /// <exception cref="OnnxRuntimeException">The model has nothing of that name.</exception>
    public nint[] Find(IReadOnlyCollection<string> names)
    {
        var found = new nint[names.Count];
        var next = 0;
        foreach (var name in names)
        {
            if (name is null || !_pinnedNames.TryGetValue(name, out var utf8))
            {
                var known = string.Join(", ", _names.Select(own => $"'{own}'"));
                throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"The model has no {_kind} '{name}'; it has {known}.");
            }
            found[next++] = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(utf8));
        }
        return found;
    }

    /// <summary>Takes over a native name and a native type, and frees both.</summary>
    private void Add(nint nativeName, nint nativeType)
    {
        try
        {
            var name = NativeString.Take(nativeName);
            var utf8 = NativeString.Utf8(name);
            var pinned = GC.AllocateUninitializedArray<byte>(utf8.Length, pinned: true);
            utf8.CopyTo(pinned, 0);
            _pinnedNames[name] = pinned;
            _metadata[name] = new NodeMetadata(nativeType);
            _names.Add(name);
        }
        finally
        {
            NativeLibraryFile.Api->ReleaseTypeInfo(nativeType);
        }
    }
}
