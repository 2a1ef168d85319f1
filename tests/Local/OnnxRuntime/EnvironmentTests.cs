using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Native;

namespace Mixtape.Local.OnnxRuntime.Tests;

public sealed class EnvironmentTests
{
    [Fact]
    public void Instance_IsOne_AndSaysItsVersion()
    {
        Assert.Same(OrtEnv.Instance(), OrtEnv.Instance());
        Assert.True(OrtEnv.IsCreated);
        Assert.True(Version.Parse(OrtEnv.Instance().GetVersionString()) >= new Version(1, 29));
    }

    [Fact]
    public void EnvLogLevel_Set_IsKept()
    {
        var environment = OrtEnv.Instance();
        var level = environment.EnvLogLevel;

        environment.EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;

        Assert.Equal(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, environment.EnvLogLevel);
        environment.EnvLogLevel = level;
    }

    [Fact]
    public void MemoryInfo_Default_IsTheCpu()
    {
        var info = OrtMemoryInfo.DefaultInstance;

        Assert.Equal(("Cpu", 0), (info.Name, info.Id));
        Assert.Equal((OrtMemType.Default, OrtAllocatorType.DeviceAllocator), (info.GetMemoryType(), info.GetAllocatorType()));
        using var output = new OrtMemoryInfo("Cpu", OrtAllocatorType.ArenaAllocator, 0, OrtMemType.CpuOutput);
        Assert.Equal((OrtMemType.Cpu, OrtAllocatorType.ArenaAllocator), (output.GetMemoryType(), output.GetAllocatorType()));
        Assert.Throws<OnnxRuntimeException>(() => new OrtMemoryInfo("No such", OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default));
    }

    [Fact]
    public void SessionOptions_Unset_AreTheRuntimesOwn()
    {
        using var options = new SessionOptions();

        Assert.Equal(GraphOptimizationLevel.ORT_ENABLE_ALL, options.GraphOptimizationLevel);
        Assert.Equal(ExecutionMode.ORT_SEQUENTIAL, options.ExecutionMode);
        Assert.Equal(OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, options.LogSeverityLevel);
        Assert.Equal(("", true, true), (options.LogId, options.EnableMemoryPattern, options.EnableCpuMemArena));
        Assert.Equal((0, 0), (options.IntraOpNumThreads, options.InterOpNumThreads));
    }

    [Fact]
    public void SessionOptions_BadValue_Throws()
    {
        using var options = new SessionOptions();

        Assert.Throws<OnnxRuntimeException>(() => options.AddSessionConfigEntry("", "0"));
        Assert.Throws<OnnxRuntimeException>(() => options.GraphOptimizationLevel = (GraphOptimizationLevel)50);
        Assert.Throws<ArgumentException>(() => options.LogId = "a\0b");
        Assert.Equal(GraphOptimizationLevel.ORT_ENABLE_ALL, options.GraphOptimizationLevel);
    }

    [Fact]
    public void Library_Missing_SaysWhereItWasSoughtAndTheRemedy()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var exception = Assert.Throws<DllNotFoundException>(() => NativeLibraryFile.Load(folder.FullName));

            Assert.Contains(folder.FullName, exception.Message);
            Assert.Contains("npm", exception.Message);
            Assert.Contains("OnnxRuntimeLibrary", exception.Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Library_NotOnnxRuntime_SaysSo(bool isALibrary)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Makes up libraries of Linux.");
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var fake = Path.Combine(folder.FullName, "libonnxruntime.so");
            if (isALibrary)
                File.Copy(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "libSystem.Native.so"), fake);
            else
                File.WriteAllText(fake, "not a library");

            var exception = Assert.Throws<DllNotFoundException>(() => NativeLibraryFile.Load(folder.FullName));

            Assert.Contains("is not an ONNX Runtime library that loads here", exception.Message);
            Assert.Contains("OnnxRuntimeLibrary", exception.Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
