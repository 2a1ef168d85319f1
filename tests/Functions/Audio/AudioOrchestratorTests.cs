using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Mixtape.Functions.Audio;
using Mixtape.Local.FunctionsRuntime.Engine;
using Mixtape.Local.FunctionsRuntime.Engine.History;

namespace Mixtape.Functions.Tests.Audio;

public sealed class AudioOrchestratorTests
{
    private const int Recordings = 200;
    private const int Digits = 6;

    // The longest ids that there can be, of characters that JSON writes longest.
    private static readonly string _end = new('"', 160);

    [Theory]
    [InlineData(1, 100)]
    [InlineData(4, 100)]
    [InlineData(4, 1)]
    public async Task HearAll_ManyRecordingsSomeOfWhichBreakDown_HearsAllAFewAtATimeWithinTheBudgets(int width, int breaksEvery)
    {
        using var folder = new TemporaryFolder();
        var (tries, givenUp) = (new ConcurrentDictionary<int, int>(), new ConcurrentBag<AudioFailure>());
        var (open, most) = (0, 0);
        var registry = Registry(
            async task =>
            {
                var number = NumberOf(task);
                tries.AddOrUpdate(number, 1, (_, count) => count + 1);
                InterlockedMax(ref most, Interlocked.Increment(ref open));
                await Task.Yield();
                Interlocked.Decrement(ref open);
                if (number % breaksEvery == 0) throw new IOException(new string('!', 20_000));
                return number % 7 == 0 ? AudioOutcome.Failed : AudioOutcome.Heard;
            },
            givenUp.Add);
        await using var hub = new TaskHub(
            new TaskHubOptions
            {
                DatabasePath = Path.Combine(folder.Path, "hub.db"),
                MaxConcurrentActivities = 8,
                TimeProvider = new HurriedTime(),
            },
            registry, NullLoggerFactory.Instance);
        await hub.StartAsync(default);

        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync(nameof(AudioOrchestrator.HearAll), new AudioRun("r", width, true));
        using var time = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var (longest, largest) = (0, 0);
        while (!(await hub.Client.GetInstanceAsync(id))!.IsCompleted)
        {
            await LookAsync();
            await Task.Delay(20, time.Token);
        }

        await LookAsync();
        var end = await hub.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        var progress = end.ReadOutputAs<AudioProgress>()!;
        var failed = Enumerable.Range(0, Recordings).Count(i => i % breaksEvery == 0 || i % 7 == 0);
        Assert.Equal(
            (Recordings, Recordings - failed, failed, 3, AudioActivities.Shares),
            (progress.Total, progress.Heard, progress.Failed, progress.LeftOut, progress.Forgotten));
        Assert.Equal(Recordings, tries.Count);
        Assert.All(tries, recording => Assert.Equal(recording.Key % breaksEvery == 0 ? 4 : 1, recording.Value));
        Assert.Equal(
            Enumerable.Range(0, Recordings).Where(i => i % breaksEvery == 0), givenUp.Select(failure => NumberOf(failure.Task)).Order());
        Assert.All(givenUp, failure => Assert.StartsWith("Hearing it failed, and is tried again", failure.Reason));
        Assert.InRange(most, 1, width);
        Assert.InRange(longest, 1, 1999);
        Assert.InRange(largest, 1, 16 * 1024);
        await hub.StopAsync(default);

        async Task LookAsync()
        {
            var history = await hub.GetHistoryAsync(id, default);
            var steps = history.Count(e => e is OrchestratorStarted); // Durable Functions also records the end of each
            longest = Math.Max(longest, history.Count + steps);
            largest = Math.Max(largest, history.Select(e => e.PayloadBytes).DefaultIfEmpty().Max());
        }
    }

    private static DurableFunctionRegistry Registry(Func<AudioTask, Task<AudioOutcome>> hear, Action<AudioFailure> giveUp)
    {
        var registry = new DurableFunctionRegistry();
        registry.AddOrchestrator(
            nameof(AudioOrchestrator.HearAll), async context => await AudioOrchestrator.HearAll(context, context.GetInput<AudioRun>()!));
        registry.AddActivity(nameof(AudioActivities.ListAudio), (_, _, _) => Result(new AudioPlan(2, Recordings, 3)));
        registry.AddActivity(nameof(AudioActivities.ForgetGoneAudio), (_, _, _) => Result(1));
        registry.AddActivity(nameof(AudioActivities.FindUnheard), (_, input, _) => Result(Group(Read<AudioPage>(input))));
        registry.AddActivity(nameof(AudioActivities.HearAudio), async (_, input, _) => await hear(Read<AudioTask>(input)));
        registry.AddActivity(nameof(AudioActivities.GiveAudioUp), (_, input, _) =>
        {
            giveUp(Read<AudioFailure>(input));
            return Result(AudioOutcome.Failed);
        });
        registry.AddActivity(nameof(AudioActivities.ClearAudioPages), (_, _, _) => Task.FromResult<object?>(null));
        registry.AddActivity(nameof(AudioActivities.IsAudioWaiting), (_, _, _) => Result(false));
        return registry;
    }

    private static AudioGroup Group(AudioPage page)
    {
        const int PerPage = Recordings / 2;
        var next = Math.Min(page.From + AudioActivities.GroupSize, PerPage);
        var tasks = Enumerable.Range(page.Page * PerPage + page.From, next - page.From)
            .Select(i => new AudioTask($"{i:d6}{_end}", "\"0x8DCAB1234567890\""));
        return new AudioGroup([.. tasks], next < PerPage ? next : -1, 0, 0);
    }

    private static int NumberOf(AudioTask task) => int.Parse(task.Track[..Digits]);

    private static Task<object?> Result<T>(T value) => Task.FromResult<object?>(value);

    private static T Read<T>(string? input) => JsonSerializer.Deserialize<T>(input!, JsonSerializerOptions.Web)!;

    private static void InterlockedMax(ref int most, int value)
    {
        int known;
        while ((known = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, known) != known)
        {
        }
    }

    /// <summary>A clock that runs a thousand times as fast, so that tries follow each other soon.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        private const int Haste = 1_000;

        private readonly DateTimeOffset _start = System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => _start + Haste * (System.GetUtcNow() - _start);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / Haste : dueTime, period);
    }
}
