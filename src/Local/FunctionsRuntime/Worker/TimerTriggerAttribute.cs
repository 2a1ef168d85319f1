using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs the function on a schedule.</summary>
/// <param name="schedule">
/// An NCRONTAB expression of five or six fields (the sixth, in front, are seconds), a time span such as "00:05:00",
/// or "%Name%" for a setting that holds either.
/// </param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TimerTriggerAttribute(string schedule) : TriggerBindingAttribute
{
    public string Schedule { get; } = schedule;

    /// <summary>Whether the function also runs whenever the host starts.</summary>
    public bool RunOnStartup { get; set; }

    /// <summary>
    /// Whether runs are remembered, so that one missed while the host was down runs when it starts again. Schedules
    /// that recur more than once a minute are never remembered.
    /// </summary>
    public bool UseMonitor { get; set; } = true;
}
