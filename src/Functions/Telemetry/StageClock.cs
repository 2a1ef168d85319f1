using Microsoft.DurableTask;

namespace Mixtape.Functions.Telemetry;

/// <summary>Measures the stages of an orchestration by its own clock. Every replay rebuilds it; each stage is recorded once.</summary>
internal sealed class StageClock(TaskOrchestrationContext context)
{
    private string _stage = "";
    private DateTime _began;

    /// <summary>Ends the stage that is running, if another one begins.</summary>
    public void Enter(string stage)
    {
        if (stage == _stage) return;
        var now = context.CurrentUtcDateTime;
        if (_stage.Length > 0 && !context.IsReplaying)
            Instruments.StageDuration.Record((now - _began).TotalSeconds, new KeyValuePair<string, object?>("mixtape.stage", _stage));
        (_stage, _began) = (stage, now);
    }

    /// <summary>Ends the last stage.</summary>
    public void Stop() => Enter("");
}
