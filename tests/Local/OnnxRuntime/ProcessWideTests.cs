using Microsoft.ML.OnnxRuntime;

namespace Mixtape.Local.OnnxRuntime.Tests;

/// <summary>Tests that measure or change the whole process, and so run alone.</summary>
[Collection(nameof(ProcessWideTests))]
[CollectionDefinition(nameof(ProcessWideTests), DisableParallelization = true)]
public sealed class ProcessWideTests
{
    private static readonly byte[] _model = OnnxModel.Identity();

    [Fact]
    public void CreateRunDispose_TwoThousandTimes_KeepsNoMemory()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Reads the process's memory from /proc.");
        Cycle(200, dispose: true);
        Cycle(20, dispose: false);
        var before = ResidentMegabytes();

        Cycle(2_000, dispose: true);
        var disposed = ResidentMegabytes() - before;
        for (var batch = 0; batch < 25; batch++)
            Cycle(20, dispose: false);
        var collected = ResidentMegabytes() - before;

        // Each cycle gives 1 MB of output: what leaked all of it would keep 2,000 and 500 MB.
        Assert.True(disposed < 60, $"{disposed} MB are kept");
        Assert.True(collected < 60, $"{collected} MB are kept of what was left to the finalizers");
    }

    [Fact]
    public void Environment_DisposedBeforeItsSessions_StaysUntilTheyAreGone()
    {
        using var options = new RunOptions();
        using var x = OrtValue.CreateTensorValueFromMemory([1f, 2f], [1, 2]);
        using var session = new InferenceSession(_model);

        OrtEnv.Instance().Dispose();

        using var before = session.Run(options, ["x"], [x], ["y"]);
        using var another = new InferenceSession(_model);
        using var after = another.Run(options, ["x"], [x], ["y"]);
        Assert.Equal(before[0].GetTensorDataAsSpan<float>(), after[0].GetTensorDataAsSpan<float>());
    }

    private static void Cycle(int times, bool dispose)
    {
        var data = new float[1 << 18];
        using var sessionOptions = new SessionOptions { IntraOpNumThreads = 1 };
        for (var i = 0; i < times; i++)
        {
            var session = new InferenceSession(_model, sessionOptions);
            var options = new RunOptions();
            var x = OrtValue.CreateTensorValueFromMemory(data, [1 << 17, 2]);
            var outputs = session.Run(options, ["x"], [x], ["y"]);
            Assert.Single(outputs);
            if (!dispose) continue;
            outputs.Dispose();
            x.Dispose();
            options.Dispose();
            session.Dispose();
        }
        if (dispose) return;
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private static long ResidentMegabytes()
    {
        GC.Collect();
        var line = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024;
    }
}
