using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Mixtape.Local.FunctionsRuntime.Tests.Engine;

public sealed class SubOrchestrationTests : TaskHubTest
{
    [Fact]
    public async Task CallSubOrchestratorAsync_Several_GivesTheirResultsAndTheirParent()
    {
        Functions.Activity<int, int>("Square", x => x * x);
        Functions.Orchestrator("Child", async context =>
        {
            var square = await context.CallActivityAsync<int>("Square", context.GetInput<int>());
            return $"{square} for {context.Parent!.Name} {context.Parent.InstanceId}";
        });
        Functions.Orchestrator("Parent", context => Task.WhenAll(Enumerable.Range(1, 3).Select(i =>
            context.CallSubOrchestratorAsync<string>("Child", i))));

        var done = await RunAsync("Parent");

        var id = done.InstanceId;
        Assert.Equal(
            [$"1 for Parent {id}", $"4 for Parent {id}", $"9 for Parent {id}"], done.ReadOutputAs<string[]>()!);
    }

    [Fact]
    public async Task CallSubOrchestratorAsync_InstanceIdGiven_TheChildHasIt()
    {
        Functions.Orchestrator("Child", context => Task.FromResult(context.InstanceId));
        Functions.Orchestrator("Parent", context => context.CallSubOrchestratorAsync<string>(
            "Child", new SubOrchestrationOptions(instanceId: "the-child")));

        var done = await RunAsync("Parent");

        Assert.Equal("the-child", done.ReadOutputAs<string>());
        Assert.True((await Client.GetInstanceAsync("the-child"))!.IsCompleted);
    }

    [Fact]
    public async Task CallSubOrchestratorAsync_ChildFails_SurfacesAsTaskFailedException()
    {
        TaskFailedException? caught = null;
        Functions.Activity<int, int>("Fail", _ => throw new InvalidDataException("bad tile"));
        Functions.Orchestrator("Child", context => context.CallActivityAsync<int>("Fail"));
        Functions.Orchestrator("Parent", async context =>
        {
            try
            {
                await context.CallSubOrchestratorAsync("Child");
            }
            catch (TaskFailedException failed)
            {
                caught = failed;
            }

            return 1;
        });

        await RunAsync("Parent");

        Assert.NotNull(caught);
        Assert.Equal("Child", caught.TaskName);
        Assert.True(caught.FailureDetails.IsCausedBy<TaskFailedException>());
        Assert.True(caught.FailureDetails.InnerFailure!.IsCausedBy<InvalidDataException>());
        Assert.Equal("bad tile", caught.FailureDetails.InnerFailure.ErrorMessage);
    }

    [Fact]
    public async Task CallSubOrchestratorAsync_UnknownName_FailsTheChildAndNamesTheRegisteredOnes()
    {
        Functions.Orchestrator("Parent", context => context.CallSubOrchestratorAsync<int>("Missing"));

        var done = await RunAsync("Parent");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Contains("'Missing'. Registered are: Parent", done.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task CallSubOrchestratorAsync_IdOfAnActiveInstance_FailsTheCall()
    {
        Functions.Orchestrator("Wait", context => context.WaitForExternalEvent<int>("never"));
        Functions.Orchestrator("Parent", context => context.CallSubOrchestratorAsync<int>(
            "Wait", new SubOrchestrationOptions(instanceId: "taken")));
        await StartHubAsync();
        await Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions("taken"));

        var done = await RunAsync("Parent");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Contains("'taken' is not finished", done.FailureDetails!.ErrorMessage);
        Assert.False((await Client.GetInstanceAsync("taken"))!.IsCompleted);
    }
}
