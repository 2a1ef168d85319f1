using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;

namespace Mixtape.Local.FunctionsRuntime.Tests.Host;

public sealed class AdminRoutesTests
{
    public sealed class Signal
    {
        public TaskCompletionSource<TimerInfo> Ran { get; } = new();
    }

    public sealed class Api(Signal signal)
    {
        [Function(nameof(Nightly))]
        public void Nightly([TimerTrigger("0 0 3 * * *")] TimerInfo timer) => signal.Ran.SetResult(timer);

        [Function(nameof(Songs))]
        public static void Songs([HttpTrigger("get", Route = "songs/{id}")] HttpRequest request, string id) =>
            _ = (request, id);

        [Function(nameof(Train))]
        public static Task Train([OrchestrationTrigger] TaskOrchestrationContext context) => Task.CompletedTask;
    }

    [Theory]
    [InlineData("{\"input\": \"\"}")]
    [InlineData("")]
    public async Task Post_Timer_RunsIt(string body)
    {
        await using var app = await StartAsync();

        var answer = await app.Client.PostAsync(
            "/admin/functions/nightly", new StringContent(body, null, "application/json"));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var timer = await app.Host.Services.GetRequiredService<Signal>().Ran.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(timer.IsPastDue);
    }

    [Theory]
    [InlineData("nobody", 404, "There is no function 'nobody'")]
    [InlineData("songs", 400, "'Songs' is an HTTP function: call its own route.")]
    [InlineData("train", 400, "'Train' is a durable function")]
    public async Task Post_NoTimer_IsRefused(string name, int status, string detail)
    {
        await using var app = await StartAsync();

        var answer = await app.Client.PostAsync("/admin/functions/" + name, null);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.StartsWith(detail, problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Get_Functions_ListsThem()
    {
        await using var app = await StartAsync();

        var functions = await app.Client.GetFromJsonAsync<JsonElement[]>("/admin/functions");

        Assert.Equal(
            ["Nightly", "Songs", "Train"], functions!.Select(function => function.GetProperty("name").GetString()));
        Assert.Equal(
            new Uri(app.Client.BaseAddress!, "/api/songs/{id}").OriginalString,
            Uri.UnescapeDataString(functions![1].GetProperty("invoke_url_template").GetString()!));
        var binding = functions[0].GetProperty("config").GetProperty("bindings")[0];
        Assert.Equal("0 0 3 * * *", binding.GetProperty("schedule").GetString());
    }

    [Fact]
    public async Task Get_Status_IsRunning()
    {
        await using var app = await StartAsync();

        var status = await app.Client.GetFromJsonAsync<JsonElement>("/admin/host/status");

        Assert.Equal("Running", status.GetProperty("state").GetString());
    }

    private static Task<TestApp> StartAsync() =>
        TestApp.StartAsync([typeof(Api)], builder => builder.Services.AddSingleton<Signal>());
}
