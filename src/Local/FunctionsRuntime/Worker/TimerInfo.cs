namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a timer function learns of its run.</summary>
public class TimerInfo
{
    /// <summary>The remembered runs; null where the timer does not use its monitor.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>Whether this run is later than its schedule said.</summary>
    public bool IsPastDue { get; set; }
}
