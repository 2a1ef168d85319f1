namespace Microsoft.DurableTask;

/// <summary>Tells an activity who called it.</summary>
public abstract class TaskActivityContext
{
    /// <summary>The activity's name.</summary>
    public abstract TaskName Name { get; }

    /// <summary>The calling orchestration's instance id.</summary>
    public abstract string InstanceId { get; }
}
