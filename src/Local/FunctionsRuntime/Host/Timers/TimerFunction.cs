using System.Threading.Channels;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Mixtape.Local.FunctionsRuntime.Host.Discovery;
using Mixtape.Local.FunctionsRuntime.Host.Invocation;

namespace Mixtape.Local.FunctionsRuntime.Host.Timers;

/// <summary>One timer: runs its function when it is due or fired by hand, never twice at once.</summary>
internal sealed class TimerFunction(
    FunctionDescriptor function,
    TimerSchedule schedule,
    FunctionInvoker invoker,
    TimerStore store,
    TimeProvider clock,
    ILogger logger)
{
    // Task.Delay takes at most 49 days.
    private static readonly TimeSpan _longestDelay = TimeSpan.FromDays(1);

    private readonly Channel<bool> _fired = Channel.CreateUnbounded<bool>(new() { SingleReader = true });
    private readonly TimerTriggerAttribute _trigger = (TimerTriggerAttribute)function.Trigger;

    public FunctionDescriptor Function => function;

    /// <summary>Asks for a run outside the schedule, as soon as none is under way.</summary>
    public void Fire() => _fired.Writer.TryWrite(true);

    /// <summary>Runs until the token stops it.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var status = _trigger.UseMonitor && !schedule.IsFast(clock.GetUtcNow()) ? Remember() : null;
        var missed = status is not null && schedule.Next(LastKnown(status)) < clock.GetUtcNow();
        if (missed || _trigger.RunOnStartup)
            await InvokeAsync(status, missed, stopping);
        while (true)
        {
            var due = schedule.Next(clock.GetUtcNow());
            if (await WaitAsync(due, stopping))
                await InvokeAsync(status, isPastDue: false, stopping);
            else
                await RunAsync(status, isPastDue: false, manual: true, stopping);
        }
    }

    // A timer that never ran is remembered from when it was first seen, so that its first run can be missed too.
    private ScheduleStatus Remember()
    {
        if (store.Load(function.Name) is { } status)
            return status;
        status = new ScheduleStatus();
        Update(status, clock.GetUtcNow());
        return status;
    }

    private static DateTimeOffset LastKnown(ScheduleStatus status) =>
        new(DateTime.SpecifyKind(status.Last == default ? status.LastUpdated : status.Last, DateTimeKind.Utc));

    private void Update(ScheduleStatus status, DateTimeOffset now)
    {
        status.Next = schedule.Next(now)?.UtcDateTime ?? DateTime.MaxValue;
        status.LastUpdated = now.UtcDateTime;
        store.Save(function.Name, status);
    }

    // True when the timer is due, false when it was fired by hand before.
    private async Task<bool> WaitAsync(DateTimeOffset? due, CancellationToken stopping)
    {
        while (true)
        {
            var left = due is null ? _longestDelay : due.Value - clock.GetUtcNow();
            if (left <= TimeSpan.Zero)
                return true;
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            var delay = Task.Delay(left < _longestDelay ? left : _longestDelay, clock, waiting.Token);
            var fired = _fired.Reader.WaitToReadAsync(waiting.Token).AsTask();
            await Task.WhenAny(delay, fired);
            await waiting.CancelAsync();
            stopping.ThrowIfCancellationRequested();
            if (_fired.Reader.TryRead(out _))
                return false;
        }
    }

    private async Task InvokeAsync(ScheduleStatus? status, bool isPastDue, CancellationToken stopping)
    {
        var started = clock.GetUtcNow();
        await RunAsync(status, isPastDue, manual: false, stopping);
        if (status is null)
            return;
        status.Last = started.UtcDateTime;
        Update(status, started);
    }

    private async Task RunAsync(ScheduleStatus? status, bool isPastDue, bool manual, CancellationToken stopping)
    {
        // A copy: the function may keep it, and the next run changes ours.
        var seen = status is null
            ? null
            : new ScheduleStatus { Last = status.Last, Next = status.Next, LastUpdated = status.LastUpdated };
        logger.LogInformation(
            "{Function} runs ({Reason})", function.Name, manual ? "by hand" : isPastDue ? "past due" : "on schedule");
        try
        {
            await invoker.InvokeAsync(
                function, new TimerInfo { ScheduleStatus = seen, IsPastDue = isPastDue }, stopping);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            // A timer goes on with its next run, as in Azure.
            logger.LogError(e, "{Function} failed", function.Name);
        }
    }
}
