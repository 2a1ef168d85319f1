namespace Microsoft.Azure.Functions.Worker;

/// <summary>The remembered state of a timer. Times are UTC.</summary>
public class ScheduleStatus
{
    /// <summary>When the function last ran; the default value if it never did.</summary>
    public DateTime Last { get; set; }

    public DateTime Next { get; set; }

    public DateTime LastUpdated { get; set; }
}
