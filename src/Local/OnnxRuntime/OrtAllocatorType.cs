namespace Microsoft.ML.OnnxRuntime;

public enum OrtAllocatorType
{
    DeviceAllocator = 0,
    ArenaAllocator = 1,
}
