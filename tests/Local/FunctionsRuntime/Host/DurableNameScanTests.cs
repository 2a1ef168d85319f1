using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Mixtape.Local.FunctionsRuntime.Host;

namespace Mixtape.Local.FunctionsRuntime.Tests.Host;

public sealed class DurableNameScanTests
{
    public static class Known
    {
        [Function(nameof(SolveBlock))]
        public static int SolveBlock([ActivityTrigger] int input) => input;

        [Function(nameof(Inner))]
        public static Task<int> Inner([OrchestrationTrigger] TaskOrchestrationContext context) =>
            context.CallActivityAsync<int>(nameof(SolveBlock), 1);
    }

    public static class Misspelt
    {
        [Function(nameof(Outer))]
        public static async Task<int> Outer([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            var first = await context.CallActivityAsync<int>("SolveBlok", 1);
            await Task.WhenAll(Enumerable.Range(0, first).Select(i => context.CallActivityAsync("InLambda", i)));
            return await context.CallSubOrchestratorAsync<int>("Iner", first);
        }

        [Function(nameof(Start))]
        public static async Task<string> Start(
            [HttpTrigger("post")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
            await client.ScheduleNewOrchestrationInstanceAsync(new TaskName("Otter"), request.ContentLength);
    }

    public static class Fine
    {
        [Function(nameof(Calls))]
        public static async Task<int> Calls([OrchestrationTrigger] TaskOrchestrationContext context, string name)
        {
            TaskName kept = "NotCalledDirectly";
            // Nested: the inner call takes the name that was pushed last.
            await context.CallSubOrchestratorAsync(
                nameof(Known.Inner), context.CallActivityAsync<int>(nameof(Known.SolveBlock), 1).Id);
            await context.CallActivityAsync<int>("solveblock", kept.Name);
            return await context.CallActivityAsync<int>(name, 1);
        }
    }

    [Fact]
    public void Build_UnknownNames_AreReportedWithTheClosest()
    {
        using var folder = new TestFolder();

        var e = Assert.Throws<FunctionsHostException>(() => Build(folder, typeof(Known), typeof(Misspelt)));

        Assert.Equal(
            [
                "Misspelt.Outer calls the activity 'InLambda', but no [Function] has that name. "
                    + "The closest is 'SolveBlock'.",
                "Misspelt.Outer calls the activity 'SolveBlok', but no [Function] has that name. "
                    + "The closest is 'SolveBlock'.",
                "Misspelt.Outer calls the orchestrator 'Iner', but no [Function] has that name. "
                    + "The closest is 'Inner'.",
                "Misspelt.Start calls the orchestrator 'Otter', but no [Function] has that name. "
                    + "The closest is 'Outer'.",
            ],
            e.Message.Split("\n  - ")[1..].Order());
    }

    [Fact]
    public void Build_KnownNames_AreFine()
    {
        using var folder = new TestFolder();
        using var host = Build(folder, typeof(Known), typeof(Fine));

        Assert.NotNull(host);
    }

    private static FunctionsHost Build(TestFolder folder, params Type[] types) =>
        TestApp.Build(folder, types, builder => builder.ConfigureFunctionsWebApplication());
}
