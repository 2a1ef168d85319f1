using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Mixtape.Local.FunctionsRuntime.Tests.Host;

/// <summary>The management API over the real engine, from start to purge.</summary>
public sealed class DurableRoutesTests
{
    private const string Root = "/runtime/webhooks/durabletask";

    public sealed record Range(int From, int To);

    public sealed class Sums
    {
        [Function(nameof(SumRange))]
        public static async Task<int> SumRange([OrchestrationTrigger] TaskOrchestrationContext context, Range range)
        {
            context.SetCustomStatus("summing");
            var squares = await Task.WhenAll(Enumerable.Range(range.From, range.To - range.From)
                .Select(number => context.CallActivityAsync<int>(nameof(Square), number)));
            return squares.Sum();
        }

        [Function(nameof(Square))]
        public int Square(
            [ActivityTrigger] int number, string instanceId, FunctionContext context, CancellationToken token) =>
            instanceId.Length > 0 && context.FunctionDefinition.Name == nameof(Square) && !token.IsCancellationRequested
                ? number * number
                : -1;

        [Function(nameof(Wait))]
        public static async Task<string> Wait([OrchestrationTrigger] TaskOrchestrationContext context) =>
            await context.WaitForExternalEvent<string>("go");

        [Function(nameof(Fail))]
        public static Task Fail([OrchestrationTrigger] TaskOrchestrationContext context) =>
            throw new InvalidDataException("on purpose");

        [Function(nameof(Start))]
        public static async Task<string> Start(
            [HttpTrigger("post")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(SumRange), new Range(1, 4));
    }

    [Fact]
    public async Task Start_Orchestrator_RunsToItsResult()
    {
        await using var app = await TestApp.StartAsync(typeof(Sums));

        var started = await app.Client.PostAsync($"{Root}/orchestrators/SumRange/sum-1", RangeJson(1, 5));

        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        var links = await started.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("sum-1", links.GetProperty("id").GetString());
        Assert.Equal(started.Headers.Location!.OriginalString, links.GetProperty("statusQueryGetUri").GetString());
        Assert.EndsWith("/instances/sum-1/raiseEvent/{eventName}", links.GetProperty("sendEventPostUri").GetString());
        var status = await CompletedAsync(app, "sum-1");
        Assert.Equal("SumRange", status.GetProperty("name").GetString());
        Assert.Equal("Completed", status.GetProperty("runtimeStatus").GetString());
        Assert.Equal(30, status.GetProperty("output").GetInt32());
        Assert.Equal("summing", status.GetProperty("customStatus").GetString());
        Assert.Equal(5, status.GetProperty("input").GetProperty("to").GetInt32());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", status.GetProperty("createdTime").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", status.GetProperty("lastUpdatedTime").GetString());
        var withoutInput = await app.Client.GetFromJsonAsync<JsonElement>($"{Root}/instances/sum-1?showInput=false");
        Assert.Equal(JsonValueKind.Null, withoutInput.GetProperty("input").ValueKind);
    }

    [Fact]
    public async Task Start_ThroughTheClientOfAFunction_RunsToo()
    {
        await using var app = await TestApp.StartAsync(typeof(Sums));

        var id = await app.Client.PostAsync("/api/start", null);
        var status = await CompletedAsync(app, (await id.Content.ReadFromJsonAsync<string>())!);

        Assert.Equal(14, status.GetProperty("output").GetInt32());
    }

    [Fact]
    public async Task Get_Waiting_IsAcceptedWithLocationUntilTheEventComes()
    {
        await using var app = await TestApp.StartAsync(typeof(Sums));
        await app.Client.PostAsync($"{Root}/orchestrators/Wait/w", null);

        var waiting = await app.Client.GetAsync($"{Root}/instances/w");

        Assert.Equal(HttpStatusCode.Accepted, waiting.StatusCode);
        Assert.Equal(new Uri(app.Client.BaseAddress!, $"{Root}/instances/w"), waiting.Headers.Location);
        Assert.Equal(TimeSpan.FromSeconds(10), waiting.Headers.RetryAfter?.Delta);
        var raised = await app.Client.PostAsJsonAsync($"{Root}/instances/w/raiseEvent/go", "now");
        Assert.Equal(HttpStatusCode.Accepted, raised.StatusCode);
        Assert.Equal("now", (await CompletedAsync(app, "w")).GetProperty("output").GetString());
        var again = await app.Client.PostAsJsonAsync($"{Root}/instances/w/raiseEvent/go", "again");
        Assert.Equal(HttpStatusCode.Gone, again.StatusCode);
    }

    [Theory]
    [InlineData("", HttpStatusCode.OK)]
    [InlineData("?returnInternalServerErrorOnFailure=true", HttpStatusCode.InternalServerError)]
    public async Task Get_Failed_SaysWhy(string query, HttpStatusCode expected)
    {
        await using var app = await TestApp.StartAsync(typeof(Sums));
        await app.Client.PostAsync($"{Root}/orchestrators/Fail/f", null);
        await CompletedAsync(app, "f");

        var answer = await app.Client.GetAsync($"{Root}/instances/f{query}");

        Assert.Equal(expected, answer.StatusCode);
        var status = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("Failed", status.GetProperty("runtimeStatus").GetString());
        Assert.Contains("on purpose", status.GetProperty("output").GetString());
    }

    [Fact]
    public async Task Steer_SuspendResumeTerminate_ChangeTheStatus()
    {
        await using var app = await TestApp.StartAsync(typeof(Sums));
        await app.Client.PostAsync($"{Root}/orchestrators/Wait/w", null);
        await StatusAsync(app, "w", "Running");

        await PostAcceptedAsync(app, "instances/w/suspend?reason=pause");
        await StatusAsync(app, "w", "Suspended");
        await PostAcceptedAsync(app, "instances/w/resume?reason=go");
        await StatusAsync(app, "w", "Running");
        await PostAcceptedAsync(app, "instances/w/terminate?reason=enough");

        var status = await CompletedAsync(app, "w");
        Assert.Equal("Terminated", status.GetProperty("runtimeStatus").GetString());
        Assert.Equal("enough", status.GetProperty("output").GetString());
        Assert.Equal(HttpStatusCode.Gone, (await app.Client.PostAsync($"{Root}/instances/w/suspend", null)).StatusCode);
    }

    [Fact]
    public async Task Purge_Instance_OnlyWhenFinished()
    {
        await using var app = await TestApp.StartAsync(typeof(Sums));
        await app.Client.PostAsync($"{Root}/orchestrators/Wait/w", null);
        await StatusAsync(app, "w", "Running");

        Assert.Equal(HttpStatusCode.Conflict, (await app.Client.DeleteAsync($"{Root}/instances/w")).StatusCode);
        await PostAcceptedAsync(app, "instances/w/terminate");
        await CompletedAsync(app, "w");
        var purged = await app.Client.DeleteAsync($"{Root}/instances/w");

        Assert.Equal("""{"instancesDeleted":1}""", await purged.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await app.Client.GetAsync($"{Root}/instances/w")).StatusCode);
    }

    [Fact]
    public async Task PurgeAll_Filter_TakesThoseThatMatch()
    {
        await using var app = await TestApp.StartAsync(typeof(Sums));
        foreach (var (orchestrator, id) in new[] { ("SumRange", "s1"), ("SumRange", "s2"), ("Fail", "f") })
        {
            await app.Client.PostAsync($"{Root}/orchestrators/{orchestrator}/{id}", RangeJson(1, 2));
            await CompletedAsync(app, id);
        }

        var purged = await app.Client.DeleteAsync(
            $"{Root}/instances?runtimeStatus=Completed&createdTimeFrom=2000-01-01T00:00:00Z");

        Assert.Equal("""{"instancesDeleted":2}""", await purged.Content.ReadAsStringAsync());
        Assert.Equal(["f"], await IdsAsync(app, ""));
        var again = await app.Client.DeleteAsync($"{Root}/instances?runtimeStatus=Completed");
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task List_Filters_AndPages()
    {
        await using var app = await TestApp.StartAsync(typeof(Sums));
        foreach (var id in new[] { "a-1", "a-2", "a-3", "b-1" })
        {
            await app.Client.PostAsync($"{Root}/orchestrators/SumRange/{id}", RangeJson(1, 2));
            await CompletedAsync(app, id);
        }

        Assert.Equal(["a-1", "a-2", "a-3"], await IdsAsync(app, "?instanceIdPrefix=a-"));
        Assert.Empty(await IdsAsync(app, "?runtimeStatus=Running,Pending"));
        Assert.Empty(await IdsAsync(app, "?createdTimeTo=2000-01-01T00:00:00Z"));
        var first = await app.Client.GetAsync($"{Root}/instances?top=3");
        using var next = new HttpRequestMessage(HttpMethod.Get, $"{Root}/instances?top=3");
        next.Headers.Add("x-ms-continuation-token", first.Headers.GetValues("x-ms-continuation-token").Single());
        var second = await app.Client.SendAsync(next);
        var ids = (await first.Content.ReadFromJsonAsync<JsonElement[]>())!.Concat(
            (await second.Content.ReadFromJsonAsync<JsonElement[]>())!)
            .Select(status => status.GetProperty("instanceId").GetString());
        Assert.Equal(["a-1", "a-2", "a-3", "b-1"], ids.Order());
        Assert.False(second.Headers.Contains("x-ms-continuation-token"));
    }

    [Fact]
    public async Task Restart_Finished_RunsAgainWithTheSameInput()
    {
        await using var app = await TestApp.StartAsync(typeof(Sums));
        await app.Client.PostAsync($"{Root}/orchestrators/SumRange/s", RangeJson(1, 4));
        await CompletedAsync(app, "s");

        var restarted = await app.Client.PostAsync($"{Root}/instances/s/restart", null);

        Assert.Equal(HttpStatusCode.Accepted, restarted.StatusCode);
        var id = (await restarted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
        Assert.NotEqual("s", id);
        Assert.Equal(14, (await CompletedAsync(app, id)).GetProperty("output").GetInt32());
    }

    [Theory]
    [InlineData("POST", "orchestrators/Nobody", "", 400, "There is no orchestrator 'Nobody'.")]
    [InlineData("POST", "orchestrators/Wait", "{ no json", 400, "The body is not JSON")]
    [InlineData("POST", "orchestrators/Wait/taken", "", 409, "taken")]
    [InlineData("GET", "instances/nobody", "", 404, "There is no instance 'nobody'.")]
    [InlineData("DELETE", "instances/nobody", "", 404, "There is no instance 'nobody'.")]
    [InlineData("POST", "instances/nobody/terminate", "", 404, "There is no instance 'nobody'.")]
    [InlineData("POST", "instances/nobody/restart", "", 404, "There is no instance 'nobody'.")]
    [InlineData("POST", "instances/nobody/raiseEvent/go", "", 404, "There is no instance 'nobody'.")]
    [InlineData("GET", "instances?top=0", "", 400, "top is '0'")]
    [InlineData("GET", "instances?showInput=perhaps", "", 400, "showInput")]
    [InlineData("GET", "instances?runtimeStatus=Resting", "", 400, "runtimeStatus has 'Resting'")]
    [InlineData("DELETE", "instances?createdTimeFrom=then", "", 400, "createdTimeFrom is 'then'")]
    public async Task Request_ThatCannotBe_IsAnsweredAsProblem(
        string method, string path, string body, int status, string detail)
    {
        await using var app = await TestApp.StartAsync(typeof(Sums));
        await app.Client.PostAsync($"{Root}/orchestrators/Wait/taken", null);
        await StatusAsync(app, "taken", "Running");
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{Root}/{path}");
        request.Content = new StringContent(body);

        var answer = await app.Client.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Contains(detail, problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Wait_HostStartedAgain_GoesOn()
    {
        using var folder = new TestFolder();
        await using (var app = await TestApp.StartAsync([typeof(Sums)], _ => { }, folder))
        {
            await app.Client.PostAsync($"{Root}/orchestrators/Wait/w", null);
            await StatusAsync(app, "w", "Running");
        }

        await using var again = await TestApp.StartAsync([typeof(Sums)], _ => { }, folder);
        await again.Client.PostAsJsonAsync($"{Root}/instances/w/raiseEvent/go", "after");

        Assert.Equal("after", (await CompletedAsync(again, "w")).GetProperty("output").GetString());
    }

    private static JsonContent RangeJson(int from, int to) =>
        JsonContent.Create(new Range(from, to));

    private static async Task PostAcceptedAsync(TestApp app, string path) =>
        Assert.Equal(HttpStatusCode.Accepted, (await app.Client.PostAsync($"{Root}/{path}", null)).StatusCode);

    private static async Task<IEnumerable<string?>> IdsAsync(TestApp app, string query) =>
        (await app.Client.GetFromJsonAsync<JsonElement[]>($"{Root}/instances{query}"))!
        .Select(status => status.GetProperty("instanceId").GetString()).Order();

    private static Task StatusAsync(TestApp app, string id, string expected) => Eventually.IsTrueAsync(
        async () => (await app.Client.GetFromJsonAsync<JsonElement>($"{Root}/instances/{id}"))
            .GetProperty("runtimeStatus").GetString() == expected,
        $"that {id} is {expected}");

    private static async Task<JsonElement> CompletedAsync(TestApp app, string id)
    {
        HttpResponseMessage? answer = null;
        await Eventually.IsTrueAsync(
            async () => (answer = await app.Client.GetAsync($"{Root}/instances/{id}")).StatusCode == HttpStatusCode.OK,
            $"the completion of {id}");
        return await answer!.Content.ReadFromJsonAsync<JsonElement>();
    }
}
