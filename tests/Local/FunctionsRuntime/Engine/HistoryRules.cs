using Mixtape.Local.FunctionsRuntime.Engine.History;

namespace Mixtape.Local.FunctionsRuntime.Tests.Engine;

/// <summary>What holds for every finished instance's history, however often its process was killed.</summary>
internal static class HistoryRules
{
    public static void AssertConsistent(IReadOnlyList<HistoryEvent> history)
    {
        Assert.IsType<OrchestratorStarted>(history[0]);
        Assert.IsType<ExecutionStarted>(history[1]);
        Assert.Single(history.OfType<ExecutionStarted>());
        Assert.Same(history[^1], Assert.Single(history.OfType<ExecutionCompleted>()));

        var open = new Dictionary<int, Decision>();
        var begun = new HashSet<int>();
        foreach (var happened in history)
        {
            switch (happened)
            {
                case TimerCanceled canceled:
                    Assert.True(open.Remove(canceled.TaskId), $"{canceled} cancels no open timer.");
                    break;
                case Decision decision:
                    Assert.True(begun.Add(decision.TaskId), $"{decision} is there twice.");
                    open.Add(decision.TaskId, decision);
                    break;
                case Completion completion:
                    Assert.True(open.Remove(completion.TaskId), $"{completion} ends nothing that is open.");
                    break;
            }
        }

        Assert.Equal(Enumerable.Range(0, begun.Count), begun.Order());
    }
}
