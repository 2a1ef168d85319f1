using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Mixtape.Local.CrashChild;
using Mixtape.Local.FunctionsRuntime.Engine;
using Mixtape.Local.FunctionsRuntime.Engine.Storage;

namespace Mixtape.Local.FunctionsRuntime.Tests.Engine;

public sealed class CrashTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mixtape-crash-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Hub_StoppedDeadAtEveryKthCommit_EndsAsIfUndisturbed(bool beforeCommit)
    {
        var undisturbed = await RunAsync("undisturbed", int.MaxValue, beforeCommit);
        Assert.Equal(1, undisturbed.Hubs);
        Assert.True(undisturbed.Commits > 30, $"Only {undisturbed.Commits} commits were made.");

        // A hub that is stopped before its first commit gets nowhere, so there the first k is 2.
        var first = beforeCommit ? 2 : 1;
        var restarts = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(first, undisturbed.Commits - first + 1),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (k, _) => Interlocked.Add(ref restarts, (await RunAsync($"every-{k}", k, beforeCommit)).Hubs - 1));

        Assert.True(restarts > 2 * undisturbed.Commits, $"Hubs were stopped only {restarts} times.");
    }

    [Fact]
    public async Task Process_KilledAtRandomMoments_EndsAsIfUndisturbed()
    {
        var random = new Random(1);
        var killedAmidWork = 0;

        // Where a kill falls depends on the machine: the whole is repeated until one has fallen between two effects.
        for (var round = 0; round < 5 && killedAmidWork == 0; round++)
            killedAmidWork = await KillUntilDoneAsync(random, $"child-{round}");

        Assert.True(killedAmidWork > 0, "The child was never killed amid its work.");
    }

    /// <summary>Starts and kills the child until it gets through; gives how many kills fell into its work.</summary>
    private async Task<int> KillUntilDoneAsync(Random random, string name)
    {
        var effects = Path.Combine(_folder, name + ".txt");
        await File.WriteAllTextAsync(effects, string.Empty);
        var killedAmidWork = 0;
        string? output = null;
        for (var run = 0; output is null; run++)
        {
            // Longer from run to run, so that the scenario ends however slow the machine is.
            var before = new FileInfo(effects).Length;
            var life = TimeSpan.FromMilliseconds(100 + (25 * run) + random.Next(25));
            output = await RunChildAsync(Path.Combine(_folder, name + ".db"), effects, life);
            killedAmidWork += output is null && new FileInfo(effects).Length > before ? 1 : 0;
        }

        Assert.Equal(CrashScenario.Output, output);
        Assert.Subset(File.ReadAllLines(effects).ToHashSet(), CrashScenario.Effects.ToHashSet());
        return killedAmidWork;
    }

    /// <summary>Runs the scenario to its end, in as many hubs as it takes, and checks what it came to.</summary>
    private async Task<(int Hubs, int Commits)> RunAsync(string name, int commitsPerHub, bool beforeCommit)
    {
        var options = new TaskHubOptions { DatabasePath = Path.Combine(_folder, name + ".db") };
        var effects = new ConcurrentQueue<string>();
        var functions = CrashScenario.Functions(effects.Enqueue);
        for (var hubs = 1; ; hubs++)
        {
            Assert.True(hubs < 5_000, "The scenario makes no progress.");
            var commits = 0;
            using var stopped = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            var fault = () =>
            {
                var stops = ++commits >= commitsPerHub;
                if (stops)
                    stopped.Cancel();
                return stops;
            };
            var faults = beforeCommit
                ? new CommitFaults { BeforeCommit = fault }
                : new CommitFaults { AfterCommit = fault };
            await using var hub = new TaskHub(options, functions, NullLoggerFactory.Instance, faults);
            OrchestrationMetadata done;
            try
            {
                await hub.StartAsync(CancellationToken.None);
                await CrashScenario.ScheduleAsync(hub.Client, stopped.Token);
                done = await hub.Client.WaitForInstanceCompletionAsync(
                    CrashScenario.InstanceId, getInputsAndOutputs: true, stopped.Token);
            }
            catch (OperationCanceledException) when (commits >= commitsPerHub)
            {
                continue;
            }

            Assert.Equal(CrashScenario.Output, done.SerializedOutput ?? done.FailureDetails?.ToString());
            Assert.Subset(effects.ToHashSet(), CrashScenario.Effects.ToHashSet());
            await foreach (var instance in hub.Client.GetAllInstancesAsync())
            {
                Assert.True(instance.IsCompleted, $"{instance} has not ended.");
                HistoryRules.AssertConsistent(await hub.GetHistoryAsync(instance.InstanceId));
            }

            return (hubs, commits);
        }
    }

    /// <summary>What the child prints; null if it was killed before.</summary>
    private static async Task<string?> RunChildAsync(string database, string effects, TimeSpan life)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Mixtape.Local.CrashChild.dll");
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet, ["exec", program, database, effects])
        {
            RedirectStandardOutput = true,
        };
        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEndAsync();
        try
        {
            await child.WaitForExitAsync().WaitAsync(life);
        }
        catch (TimeoutException)
        {
            // On Unix this is SIGKILL: nothing of the child gets to run any more.
            child.Kill();
            await child.WaitForExitAsync();
        }

        return (await output).Trim() is { Length: > 0 } printed ? printed : null;
    }
}
