using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Mixtape.Local.FunctionsRuntime.Host.Discovery;
using Mixtape.Local.FunctionsRuntime.Host.Invocation;

namespace Mixtape.Local.FunctionsRuntime.Host.Timers;

/// <summary>The timers of an app. They begin when the host listens and end with it.</summary>
internal sealed class TimerFunctions(
    IReadOnlyDictionary<FunctionDescriptor, TimerSchedule> schedules,
    FunctionInvoker invoker,
    TimerStore store,
    TimeProvider clock,
    IHostApplicationLifetime lifetime,
    ILoggerFactory loggers) : BackgroundService
{
    private readonly List<TimerFunction> _timers = [.. schedules.Select(schedule => new TimerFunction(
        schedule.Key, schedule.Value, invoker, store, clock, loggers.CreateLogger("Function." + schedule.Key.Name)))];

    /// <summary>Runs a timer function by hand, after the run that is under way.</summary>
    public void Fire(FunctionDescriptor function) => _timers.Single(timer => timer.Function == function).Fire();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStarted.Register(listening.SetResult);
        await listening.Task.WaitAsync(stoppingToken);
        await Task.WhenAll(_timers.Select(timer => timer.RunAsync(stoppingToken)));
    }
}
