using Microsoft.DurableTask;

namespace Mixtape.Local.FunctionsRuntime.Engine.Activities;

/// <summary>What an activity learns of its caller.</summary>
internal sealed class ActivityContext(TaskName name, string instanceId) : TaskActivityContext
{
    public override TaskName Name => name;

    public override string InstanceId => instanceId;
}
