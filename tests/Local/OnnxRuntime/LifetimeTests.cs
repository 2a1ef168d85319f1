using System.Buffers;
using Microsoft.ML.OnnxRuntime;

namespace Mixtape.Local.OnnxRuntime.Tests;

/// <summary>Nothing leaks, nothing is freed twice or too early, whatever the threads do.</summary>
public sealed class LifetimeTests
{
    private static readonly byte[] _model = OnnxModel.Identity();

    [Fact]
    public void Run_OneSessionOnEightThreads_GivesEachItsOwn()
    {
        using var session = new InferenceSession(_model);

        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, thread =>
        {
            using var options = new RunOptions();
            for (var i = 0; i < 200; i++)
            {
                float[] data = [thread, i, -thread, -i];
                using var x = OrtValue.CreateTensorValueFromMemory(data, [2, 2]);
                using var outputs = session.Run(options, ["x"], [x], ["y"]);
                Assert.Equal(data, outputs[0].GetTensorDataAsSpan<float>());
            }
        });
    }

    [Fact]
    public async Task Dispose_WhileOthersRun_LetsThemEndAndRefusesLaterRuns()
    {
        for (var round = 0; round < 20; round++)
        {
            var session = new InferenceSession(_model);
            using var started = new CountdownEvent(4);
            var runs = Enumerable.Range(0, 4)
                .Select(_ => Task.Factory.StartNew(() => RunUntilDisposed(session, started), TaskCreationOptions.LongRunning))
                .ToArray();
            started.Wait(TestContext.Current.CancellationToken);

            session.Dispose();

            await Task.WhenAll(runs).WaitAsync(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public void Dispose_Twice_IsOnce()
    {
        var session = new InferenceSession(_model);
        session.Dispose();
        session.Dispose();
        using var options = new RunOptions();

        Assert.Throws<ObjectDisposedException>(() => session.Run(options, [], Array.Empty<OrtValue>(), ["y"]));
        Assert.Equal(["x"], session.InputNames);
    }

    [Fact]
    public void Run_DisposedValueOrOptions_ThrowsAndKeepsNothing()
    {
        using var session = new InferenceSession(_model);
        using IMemoryOwner<float> owner = new PinCounter(new float[2]);
        var x = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, owner.Memory, [1, 2]);
        var disposed = OrtValue.CreateTensorValueFromMemory(new float[2], [1, 2]);
        disposed.Dispose();
        using var options = new RunOptions();
        var ended = new RunOptions();
        ended.Dispose();

        Assert.Throws<ObjectDisposedException>(() => session.Run(options, ["x", "x"], [x, disposed], ["y"]));
        Assert.Throws<ObjectDisposedException>(() => session.Run(ended, ["x"], [x], ["y"]));

        x.Dispose();
        Assert.Equal(0, ((PinCounter)owner).Pins);
    }

    [Fact]
    public void Outputs_OutliveTheirSession()
    {
        IDisposableReadOnlyCollection<OrtValue> outputs;
        using (var session = new InferenceSession(_model))
        using (var options = new RunOptions())
        using (var x = OrtValue.CreateTensorValueFromMemory([1f, 2f], [1, 2]))
            outputs = session.Run(options, ["x"], [x], ["y"]);

        using (outputs)
            Assert.Equal([1f, 2f], outputs[0].GetTensorDataAsSpan<float>());
    }

    private static void RunUntilDisposed(InferenceSession session, CountdownEvent started)
    {
        using var options = new RunOptions();
        using var x = OrtValue.CreateTensorValueFromMemory(new float[20_000], [10_000, 2]);
        for (var first = true; ; first = false)
        {
            try
            {
                using var outputs = session.Run(options, ["x"], [x], ["y"]);
                Assert.Equal(20_000, outputs[0].GetTensorDataAsSpan<float>().Length);
            }
            catch (ObjectDisposedException) when (!first)
            {
                return;
            }
            if (first) started.Signal();
        }
    }
}
