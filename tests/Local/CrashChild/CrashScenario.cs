using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Mixtape.Local.FunctionsRuntime.Engine;

namespace Mixtape.Local.CrashChild;

/// <summary>
/// An orchestration that uses everything the engine stores: fan-out, retries, timers that fire and that are cancelled,
/// sub-orchestrations that succeed and that fail, events sent and kept, and continuing as new. Its output is the same
/// whatever happens to the process in between.
/// </summary>
internal static class CrashScenario
{
    public const string InstanceId = "scenario";

    public const string Output = "\"3 rounds: 14/1/10/kept0 | 77/2/20/kept1 | 194/3/30/kept2\"";

    private const int Rounds = 3;

    /// <summary>What activities leave behind in a run without crashes, each once.</summary>
    public static IEnumerable<string> Effects =>
        from round in Enumerable.Range(0, Rounds)
        from effect in Enumerable.Range(1, 3).Select(i => $"square {(3 * round) + i}")
            .Append($"flaky {round + 1}")
            .Append($"child {round + 1}")
            .Append("fail")
        select effect;

    /// <summary>Starts the scenario, unless an earlier process has.</summary>
    public static async Task ScheduleAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await client.GetInstanceAsync(InstanceId, cancellationToken) is null)
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                nameof(Loop), new State(0, []), new StartOrchestrationOptions(InstanceId), cancellationToken);
        }
    }

    /// <param name="effect">Told what each activity does, at least once for each.</param>
    public static DurableFunctionRegistry Functions(Action<string> effect)
    {
        var functions = new DurableFunctionRegistry();
        var failures = new ConcurrentDictionary<int, int>();
        functions.AddOrchestrator(nameof(Loop), async context => await Loop(context));
        functions.AddOrchestrator(nameof(Child), async context => await Child(context));
        functions.AddOrchestrator("Failing", async context => await context.CallActivityAsync<int>("Fail"));
        Activity<int, int>("Square", x => x * x, x => $"square {x}");
        Activity<Guid, Guid>("Echo", guid => guid, _ => "echo");
        Activity<int, int>("Work", x => 10 * x, x => $"child {x}");
        Activity<int, int>("Fail", _ => throw new InvalidOperationException("always"), _ => "fail");
        Activity<int, int>(
            "Flaky",
            x => failures.AddOrUpdate(x, 1, (_, count) => count + 1) < 3 ? throw new IOException("not yet") : x,
            x => $"flaky {x}");
        return functions;

        void Activity<TInput, TResult>(string name, Func<TInput, TResult> run, Func<TInput, string> leaves) =>
            functions.AddActivity(name, (_, json, _) =>
            {
                var input = JsonDataConverter.Default.Deserialize<TInput>(json)!;
                effect(leaves(input));
                return Task.FromResult<object?>(run(input));
            });
    }

    private static async Task<string> Loop(TaskOrchestrationContext context)
    {
        var (round, results) = context.GetInput<State>()!;
        context.SetCustomStatus(new { Round = round });
        var guid = context.NewGuid();
        var policy = TaskOptions.FromRetryPolicy(new RetryPolicy(20, TimeSpan.FromMilliseconds(1), 1.1));

        var squares = await Task.WhenAll(Enumerable.Range(1, 3)
            .Select(i => context.CallActivityAsync<int>("Square", (3 * round) + i)));
        var flaky = await context.CallActivityAsync<int>("Flaky", round + 1, policy);
        await context.CreateTimer(TimeSpan.FromMilliseconds(2), CancellationToken.None);
        var answer = context.WaitForExternalEvent<int>("answer", TimeSpan.FromHours(1));
        await context.CallSubOrchestratorAsync(nameof(Child), round + 1);
        await FailAsync(context);
        if (await context.CallActivityAsync<Guid>("Echo", guid) != guid)
            throw new InvalidOperationException("A GUID changed between replays.");

        // Nobody waits for the first event until the next round: it is to be carried there.
        context.SendEvent(context.InstanceId, "carried", round);
        context.SendEvent(context.InstanceId, "kept", $"kept{round}");
        var kept = await KeptAsync(context, round);
        results = [.. results, $"{squares.Sum()}/{flaky}/{await answer}/{kept}"];
        if (round + 1 < Rounds)
            context.ContinueAsNew(new State(round + 1, results));
        return $"{Rounds} rounds: {string.Join(" | ", results)}";
    }

    /// <summary>The event of this round, once the one that the round before left unread has come.</summary>
    private static async Task<string> KeptAsync(TaskOrchestrationContext context, int round)
    {
        if (round > 0 && await context.WaitForExternalEvent<int>("carried") != round - 1)
            throw new InvalidOperationException("An event got lost on the way to the next execution.");
        return await context.WaitForExternalEvent<string>("kept");
    }

    private static async Task FailAsync(TaskOrchestrationContext context)
    {
        try
        {
            await context.CallSubOrchestratorAsync("Failing");
        }
        catch (TaskFailedException failed) when (failed.FailureDetails.InnerFailure?.ErrorMessage == "always")
        {
            return;
        }

        throw new InvalidOperationException("The failing child did not fail as it should.");
    }

    private static async Task<int> Child(TaskOrchestrationContext context)
    {
        var result = await context.CallActivityAsync<int>("Work", context.GetInput<int>());
        await context.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None);
        context.SendEvent(context.Parent!.InstanceId, "answer", result);
        return result;
    }

    private sealed record State(int Round, string[] Results);
}
