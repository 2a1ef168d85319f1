using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Mixtape.Local.FunctionsRuntime.Engine.History;

namespace Mixtape.Local.FunctionsRuntime.Tests.Engine;

public sealed class HistoryEventTests
{
    private static readonly DateTime _at = new(2025, 1, 6, 9, 30, 0, DateTimeKind.Utc);

    public static TheoryData<object> Events
    {
        get
        {
            var inner = new TaskFailureDetails("System.Exception", "inner", null, null, null);
            var failure = new TaskFailureDetails("System.IO.IOException", "outer", "at X", inner, null);
            var parent = new ParentCall("p", "e", "Parent", 3);
            return
            [
                new OrchestratorStarted(_at),
                new ExecutionStarted(_at, "Name", "\"é\"", parent, null),
                new ExecutionSuspended(_at, "reason"),
                new ExecutionResumed(_at, null),
                new ExecutionTerminated(_at, "1", true),
                new ExecutionCompleted(_at, OrchestrationRuntimeStatus.Failed, null, failure),
                new TaskScheduled(_at, 0, "Activity", "{}"),
                new TaskCompleted(_at, 0, "[1]"),
                new TaskFailed(_at, 0, failure),
                new SubOrchestrationCreated(_at, 1, "Child", "id", null),
                new SubOrchestrationCompleted(_at, 1, "2"),
                new SubOrchestrationFailed(_at, 1, failure),
                new TimerCreated(_at, 2, _at.AddTicks(1)),
                new TimerFired(_at, 2),
                new TimerCanceled(_at, 2),
                new EventSent(_at, 3, "id", "event", "3"),
                new EventRaised(_at, "event", "3"),
            ];
        }
    }

    [Theory]
    [MemberData(nameof(Events), DisableDiscoveryEnumeration = true)]
    public void ToJson_AnyEvent_ComesBackTheSame(object happened) =>
        Assert.Equal(happened, HistoryEvent.FromJson(((HistoryEvent)happened).ToJson()));

    [Fact]
    public void ToJson_CarriedEvents_ComeBackInOrder()
    {
        EventRaised[] carried = [new(_at, "b", "1"), new(_at, "a", null)];
        var started = new ExecutionStarted(_at, "Name", null, null, carried);

        var back = Assert.IsType<ExecutionStarted>(HistoryEvent.FromJson(started.ToJson()));

        Assert.Equal(carried, back.Carried);
    }

    [Fact]
    public void ToJson_Payload_IsStoredOnce()
    {
        var scheduled = new TaskScheduled(_at, 0, "Activity", "\"tïle\"");

        Assert.Equal(
            """{"kind":"TaskScheduled","Name":"Activity","Input":"\"tïle\"","TaskId":0,"Timestamp":"""
            + "\"2025-01-06T09:30:00Z\"}",
            scheduled.ToJson());
        Assert.Equal(7, scheduled.PayloadBytes);
        Assert.Equal(0, new OrchestratorStarted(_at).PayloadBytes);
    }
}
