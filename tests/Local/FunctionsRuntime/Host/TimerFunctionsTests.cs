using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Mixtape.Local.FunctionsRuntime.Tests.Host;

public sealed class TimerFunctionsTests
{
    private static readonly DateTimeOffset _monday = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    public sealed class Runs
    {
        public ConcurrentQueue<TimerInfo> Seen { get; } = new();

        public SemaphoreSlim Go { get; } = new(0);

        public int Together { get; set; }

        public int Most { get; set; }
    }

    public sealed class Daily(Runs runs)
    {
        [Function(nameof(RunDaily))]
        public void RunDaily([TimerTrigger("0 0 3 * * *")] TimerInfo timer) => runs.Seen.Enqueue(timer);
    }

    public sealed class Hourly(Runs runs)
    {
        [Function(nameof(RunHourly))]
        public void RunHourly([TimerTrigger("0 0 * * * *")] TimerInfo timer) => runs.Seen.Enqueue(timer);
    }

    public sealed class AtStart(Runs runs)
    {
        [Function(nameof(RunAtStart))]
        public void RunAtStart(
            [TimerTrigger("0 0 3 * * *", RunOnStartup = true, UseMonitor = false)] TimerInfo timer) =>
            runs.Seen.Enqueue(timer);
    }

    public sealed class Failing(Runs runs)
    {
        [Function(nameof(RunFailing))]
        public void RunFailing([TimerTrigger("01:00:00")] TimerInfo timer)
        {
            runs.Seen.Enqueue(timer);
            throw new InvalidDataException("on purpose");
        }
    }

    public sealed class Slow(Runs runs)
    {
        [Function(nameof(RunSlow))]
        public async Task RunSlow([TimerTrigger("0 0 3 * * *")] TimerInfo timer, CancellationToken token)
        {
            runs.Most = Math.Max(runs.Most, ++runs.Together);
            await runs.Go.WaitAsync(token);
            runs.Together--;
            runs.Seen.Enqueue(timer);
        }
    }

    [Fact]
    public async Task Hourly_Due_RunsOncePerHour()
    {
        using var folder = new TestFolder();
        var (clock, runs) = (new ManualTimeProvider(_monday), new Runs());
        await using var app = await StartAsync<Hourly>(folder, clock, runs);

        await AwaitedAsync(clock, _monday.AddHours(1));
        clock.MoveTo(_monday.AddMinutes(59));
        Assert.Empty(runs.Seen);
        clock.MoveTo(_monday.AddHours(1));
        await AwaitedAsync(clock, _monday.AddHours(2));
        Assert.Single(runs.Seen);
        clock.MoveTo(_monday.AddHours(2));
        await AwaitedAsync(clock, _monday.AddHours(3));

        Assert.Equal(2, runs.Seen.Count);
        var second = runs.Seen.Last();
        Assert.False(second.IsPastDue);
        Assert.Equal(_monday.AddHours(1).UtcDateTime, second.ScheduleStatus!.Last);
        Assert.Equal(_monday.AddHours(2).UtcDateTime, second.ScheduleStatus.Next);
    }

    [Fact]
    public async Task Daily_DueWhileTheHostWasDown_RunsOnceAtStartPastDue()
    {
        using var folder = new TestFolder();
        var runs = new Runs();
        await StartAndStopAsync(folder, runs);
        Assert.Empty(runs.Seen);

        var clock = new ManualTimeProvider(_monday.AddDays(3));
        await using var app = await StartAsync<Daily>(folder, clock, runs);
        await AwaitedAsync(clock, _monday.AddDays(3).AddHours(3));

        Assert.True(Assert.Single(runs.Seen).IsPastDue);
    }

    [Fact]
    public async Task Daily_NothingMissed_DoesNotRunAtStart()
    {
        using var folder = new TestFolder();
        var runs = new Runs();
        await StartAndStopAsync(folder, runs);

        var clock = new ManualTimeProvider(_monday.AddHours(1));
        await using var app = await StartAsync<Daily>(folder, clock, runs);
        await AwaitedAsync(clock, _monday.AddHours(3));

        Assert.Empty(runs.Seen);
    }

    [Fact]
    public async Task Daily_StateUnreadable_CountsAsNeverRun()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.File("state/timers"));
        folder.With("state/timers/RunDaily.json", "{ broken");
        var (clock, runs) = (new ManualTimeProvider(_monday), new Runs());
        await using var app = await StartAsync<Daily>(folder, clock, runs);

        await AwaitedAsync(clock, _monday.AddHours(3));
        Assert.Empty(runs.Seen);
    }

    [Fact]
    public async Task RunOnStartup_Start_RunsWithoutBeingPastDue()
    {
        using var folder = new TestFolder();
        var (clock, runs) = (new ManualTimeProvider(_monday), new Runs());
        await using var app = await StartAsync<AtStart>(folder, clock, runs);

        await AwaitedAsync(clock, _monday.AddHours(3));
        Assert.False(Assert.Single(runs.Seen).IsPastDue);
        Assert.Null(runs.Seen.Single().ScheduleStatus);
    }

    [Fact]
    public async Task Interval_FunctionThatFails_RunsAgain()
    {
        using var folder = new TestFolder();
        var (clock, runs) = (new ManualTimeProvider(_monday), new Runs());
        await using var app = await StartAsync<Failing>(folder, clock, runs);

        for (var hour = 1; hour <= 2; hour++)
        {
            await AwaitedAsync(clock, _monday.AddHours(hour));
            clock.MoveTo(_monday.AddHours(hour));
        }
        await AwaitedAsync(clock, _monday.AddHours(3));

        Assert.Equal(2, runs.Seen.Count);
        Assert.Equal(2, app.Logs.Errors.Count());
    }

    [Fact]
    public async Task Fire_WhileItRuns_WaitsItsTurn()
    {
        using var folder = new TestFolder();
        var (clock, runs) = (new ManualTimeProvider(_monday), new Runs());
        await using var app = await StartAsync<Slow>(folder, clock, runs);

        for (var i = 0; i < 3; i++)
            (await app.Client.PostAsync("/admin/functions/runslow", null)).EnsureSuccessStatusCode();
        runs.Go.Release(3);

        await Eventually.IsTrueAsync(() => runs.Seen.Count == 3, "three runs");
        Assert.Equal(1, runs.Most);
    }

    private static async Task StartAndStopAsync(TestFolder folder, Runs runs)
    {
        var clock = new ManualTimeProvider(_monday);
        await using var app = await StartAsync<Daily>(folder, clock, runs);
        await AwaitedAsync(clock, _monday.AddHours(3));
    }

    private static Task<TestApp> StartAsync<TFunctions>(TestFolder folder, ManualTimeProvider clock, Runs runs) =>
        TestApp.StartAsync(
            [typeof(TFunctions)],
            builder => builder.Services.AddSingleton<TimeProvider>(clock).AddSingleton(runs),
            folder);

    // What comes before the next wait has happened once the wait is there.
    private static Task AwaitedAsync(ManualTimeProvider clock, DateTimeOffset time) =>
        Eventually.IsTrueAsync(() => clock.IsAwaited(time), $"the wait for {time:u}");
}
