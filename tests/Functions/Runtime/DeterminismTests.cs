namespace Mixtape.Functions.Tests.Runtime;

public sealed class DeterminismTests
{
    [Fact]
    public void Orchestrators_AndAllTheyCall_ReplayAlike()
    {
        var (orchestrators, problems) = Determinism.Check(AppSource.Compilation);

        Assert.Superset(new HashSet<string> { "Train", "FanOutOverBlocks", "ClearOld", "Tune", "HearAll" }, orchestrators.ToHashSet());
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [Theory]
    [InlineData("var day = DateTime.UtcNow;", "System.DateTime.UtcNow is the time")]
    [InlineData("var day = TimeProvider.System.GetUtcNow();", "System.TimeProvider.GetUtcNow is the time")]
    [InlineData("var id = Guid.NewGuid();", "System.Guid.NewGuid is a random number")]
    [InlineData("var n = Random.Shared.Next();", "System.Random.Next is a random number")]
    [InlineData("await Task.Delay(1);", "System.Threading.Tasks.Task.Delay is a thread")]
    [InlineData("await Task.Run(() => 1);", "System.Threading.Tasks.Task.Run is a thread")]
    [InlineData("await context.CallActivityAsync(\"a\").ConfigureAwait(false);", "System.Threading.Tasks.Task.ConfigureAwait is a thread")]
    [InlineData("var home = Environment.GetEnvironmentVariable(\"HOME\");", "System.Environment.GetEnvironmentVariable is the environment")]
    [InlineData("var text = File.ReadAllText(\"a\");", "System.IO.File.ReadAllText is input or output")]
    [InlineData("await new HttpClient().GetStringAsync(\"a\");", "System.Net.Http.HttpClient.GetStringAsync is input or output")]
    [InlineData("await new StringReader(\"\").ReadLineAsync();", "System.IO.StringReader.ReadLineAsync is awaited, which is not durable")]
    [InlineData("await new SemaphoreSlim(1).WaitAsync();", "System.Threading.SemaphoreSlim.WaitAsync is awaited, which is not durable")]
    [InlineData("counter++;", "Snippet.Orchestration.counter is a static field that can change")]
    [InlineData("Later();", "System.DateTime.Now is the time")]
    [InlineData("var late = Late;", "System.DateTimeOffset.UtcNow is the time")]
    [InlineData("var all = new[] { 1 }.Select(n => n + Random.Shared.Next()).ToList();", "System.Random.Next is a random number")]
    [InlineData("context.CallActivityAsync(\"a\").Wait();", "System.Threading.Tasks.Task.Wait is a blocked thread")]
    public void Orchestrator_WouldReplayOtherwise_IsFound(string statement, string problem)
    {
        var (_, problems) = Determinism.Check(AppSource.Compile(Source(statement)));

        Assert.Contains(problems, found => found.EndsWith($"): Snippet: {problem}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("var day = context.CurrentUtcDateTime.AddDays(1);")]
    [InlineData("var id = context.NewGuid();")]
    [InlineData("await Task.WhenAll(context.CallActivityAsync<int>(\"a\"), context.CallActivityAsync<int>(\"b\"));")]
    [InlineData("await context.CreateTimer(context.CurrentUtcDateTime.AddDays(1), CancellationToken.None);")]
    [InlineData("var task = context.CallActivityAsync<int>(\"a\"); var one = await task;")]
    [InlineData("await context.CallActivityAsync(nameof(Later));")]
    public void Orchestrator_ReplaysAlike_IsLeftInPeace(string statement)
    {
        var (orchestrators, problems) = Determinism.Check(AppSource.Compile(Source(statement)));

        Assert.Equal(["Snippet"], orchestrators);
        Assert.Empty(problems);
    }

    private static string Source(string statement) => $$"""
        using Microsoft.Azure.Functions.Worker;
        using Microsoft.DurableTask;

        namespace Snippet;

        static class Orchestration
        {
            static int counter;

            static DateTimeOffset Late => DateTimeOffset.UtcNow;

            [Function("Snippet")]
            public static async Task Snippet([OrchestrationTrigger] TaskOrchestrationContext context)
            {
                {{statement}}
                await context.CallActivityAsync("b");
            }

            static DateTime Later() => DateTime.Now;
        }
        """;
}
