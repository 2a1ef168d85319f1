using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Mixtape.Local.FunctionsRuntime.Host;
using FromBodyAttribute = Microsoft.Azure.Functions.Worker.Http.FromBodyAttribute;

namespace Mixtape.Local.FunctionsRuntime.Tests.Host;

public sealed class HttpFunctionsTests
{
    public sealed class Greeter
    {
        public string Greet(string name) => $"hello {name}";
    }

    public sealed record Song(string Title, int Seconds);

    public sealed class Api(Greeter greeter)
    {
        [Function(nameof(Hello))]
        public IResult Hello(
            [HttpTrigger(AuthorizationLevel.Admin, "get", Route = "hello/{name}")] HttpRequest request, string name) =>
            Results.Text(greeter.Greet(name) + request.Query["mark"]);

        [Function(nameof(Typed))]
        public static string Typed(
            [HttpTrigger("get", Route = "typed/{number}/{id}/{flag}/{ratio?}")] HttpRequest request,
            int number, Guid id, bool flag, double? ratio) =>
            FormattableString.Invariant($"{number} {id} {flag} {ratio}");

        [Function(nameof(Action))]
        public async Task<IActionResult> Action([HttpTrigger("post")] HttpRequest request)
        {
            await Task.Yield();
            return new CreatedResult("/songs/1", new Song("One", 1));
        }

        [Function(nameof(Plain))]
        public ValueTask<Song> Plain([HttpTrigger("get")] HttpRequest request) => new(new Song("Plain", 2));

        [Function(nameof(Nothing))]
        public Task Nothing([HttpTrigger("get")] HttpRequest request) => Task.CompletedTask;

        [Function(nameof(Written))]
        public Task Written([HttpTrigger("get")] HttpRequest request) =>
            request.HttpContext.Response.WriteAsync("written");

        [Function(nameof(Body))]
        public int Body([HttpTrigger("post")] HttpRequest request, [FromBody] Song song) => song.Seconds;

        [Function(nameof(Poco))]
        public string Poco([HttpTrigger("post")] Song song) => song.Title;

        [Function(nameof(Fails))]
        public string Fails([HttpTrigger("get")] HttpRequest request) => throw new InvalidDataException("a secret");

        [Function(nameof(FailsHalfway))]
        public async Task FailsHalfway([HttpTrigger("get")] HttpRequest request)
        {
            await request.HttpContext.Response.WriteAsync("half");
            await request.HttpContext.Response.Body.FlushAsync();
            throw new InvalidDataException("a secret");
        }

        [Function(nameof(NotFound))]
        public IResult NotFound([HttpTrigger("get")] HttpRequest request) => Results.NotFound();

        [Function(nameof(Context))]
        public string Context(
            [HttpTrigger("get", Route = "context/{id}")] HttpRequest request,
            FunctionContext context,
            CancellationToken token) =>
            $"{context.FunctionDefinition.Name} {context.BindingContext.BindingData["id"]} "
            + $"{context.GetHttpContext() == request.HttpContext} {token == context.CancellationToken} "
            + $"{context.FunctionDefinition.InputBindings["request"].Type}";
    }

    [Theory]
    [InlineData("/api/hello/Ann?mark=!", "hello Ann!")]
    [InlineData("/api/typed/7/0f8fad5b-d9cb-469f-a165-70867728950e/true/1.5",
        "\"7 0f8fad5b-d9cb-469f-a165-70867728950e True 1.5\"")]
    [InlineData("/api/typed/7/0f8fad5b-d9cb-469f-a165-70867728950e/false",
        "\"7 0f8fad5b-d9cb-469f-a165-70867728950e False \"")]
    [InlineData("/api/plain", """{"title":"Plain","seconds":2}""")]
    [InlineData("/api/written", "written")]
    [InlineData("/api/context/x", "\"Context x True True httpTrigger\"")]
    public async Task Get_Function_AnswersWhatItReturns(string path, string answer)
    {
        await using var app = await StartAsync();

        Assert.Equal(answer, await app.Client.GetStringAsync(path));
    }

    [Fact]
    public async Task Post_ActionResult_IsExecuted()
    {
        await using var app = await StartAsync();

        var answer = await app.Client.PostAsync("/api/action", null);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("/songs/1", answer.Headers.Location?.OriginalString);
        Assert.Equal(new Song("One", 1), await answer.Content.ReadFromJsonAsync<Song>());
    }

    [Theory]
    [InlineData("body", "3")]
    [InlineData("poco", "\"Three\"")]
    public async Task Post_Json_IsBound(string function, string answer)
    {
        await using var app = await StartAsync();

        var response = await app.Client.PostAsJsonAsync("/api/" + function, new Song("Three", 3));

        Assert.Equal(answer, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Get_NothingReturned_AnswersNoContent()
    {
        await using var app = await StartAsync();

        Assert.Equal(HttpStatusCode.NoContent, (await app.Client.GetAsync("/api/nothing")).StatusCode);
    }

    [Theory]
    [InlineData("GET", "/api/typed/seven/0f8fad5b-d9cb-469f-a165-70867728950e/true", 400,
        "'number' in the path must be of type Int32; 'seven' is not.")]
    [InlineData("POST", "/api/body", 400, "The body is not the JSON that this function takes")]
    [InlineData("GET", "/api/unknown", 404, "No function answers /api/unknown.")]
    [InlineData("GET", "/plain", 404, "No function answers /plain.")]
    [InlineData("POST", "/api/plain", 405, "/api/plain takes GET, not POST.")]
    [InlineData("GET", "/api/fails", 500, "Fails failed; the host's log says why.")]
    public async Task Request_ThatFails_IsAnsweredAsProblem(string method, string path, int status, string detail)
    {
        await using var app = await StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = new StringContent("no json", Encoding.UTF8);

        var answer = await app.Client.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var text = await answer.Content.ReadAsStringAsync();
        using var problem = JsonDocument.Parse(text);
        Assert.StartsWith(detail, problem.RootElement.GetProperty("detail").GetString());
        Assert.Equal(status, problem.RootElement.GetProperty("status").GetInt32());
        Assert.DoesNotContain("secret", text);
        Assert.Equal(status == 500 ? 1 : 0, app.Logs.Errors.Count());
    }

    [Fact]
    public async Task Post_BodyOverTheLimit_IsTooLarge()
    {
        await using var app = await TestApp.StartAsync([typeof(Api)], builder =>
        {
            Services(builder);
            builder.Configuration["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"] = "10";
        });

        var answer = await app.Client.PostAsJsonAsync("/api/body", new Song("Three", 3));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public void Build_BodyLimitNoNumber_SaysWhat()
    {
        using var folder = new TestFolder();

        var e = Assert.Throws<FunctionsHostException>(() => TestApp.Build(folder, [], builder =>
            builder.Configuration["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"] = "10 MB"));

        Assert.Contains("give a number of bytes", e.Message);
    }

    [Fact]
    public async Task Get_FailureAfterTheAnswerBegan_BreaksTheConnection()
    {
        await using var app = await StartAsync();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => app.Client.GetStringAsync("/api/failshalfway"));
        Assert.Single(app.Logs.Errors);
    }

    [Fact]
    public async Task Get_NotFoundByTheFunction_IsLeftAsItIs()
    {
        await using var app = await StartAsync();

        var answer = await app.Client.GetAsync("/api/notfound");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Get_RoutePrefixEmpty_AnswersAtTheRoot()
    {
        using var folder = new TestFolder().With(
            "host.json", """{ "extensions": { "http": { "routePrefix": "" } } }""");
        await using var app = await TestApp.StartAsync([typeof(Api)], Services, folder);

        Assert.Equal("hello Bo", await app.Client.GetStringAsync("/hello/Bo"));
    }

    [Fact]
    public async Task Get_LongerThanFunctionTimeout_IsCancelledAndAnswered500()
    {
        using var folder = new TestFolder().With("host.json", """{ "functionTimeout": "00:00:00.1" }""");
        await using var app = await TestApp.StartAsync([typeof(Slow)], _ => { }, folder);

        Assert.Equal(HttpStatusCode.InternalServerError, (await app.Client.GetAsync("/api/wait")).StatusCode);
        Assert.IsType<TimeoutException>(Assert.Single(app.Logs.Errors).Exception);
    }

    [Fact]
    public async Task Get_Instance_IsMadeFromTheServicesForEachInvocationAndDisposed()
    {
        await using var app = await TestApp.StartAsync([typeof(Counting)], builder =>
            builder.Services.AddSingleton<Tally>().AddScoped<PerInvocation>());

        Assert.Equal("1", await app.Client.GetStringAsync("/api/count"));
        Assert.Equal("2", await app.Client.GetStringAsync("/api/count"));
        var tally = app.Host.Services.GetRequiredService<Tally>();
        await Eventually.IsTrueAsync(() => tally.Disposed == 4, "the disposal of both instances and both scopes");
    }

    private static Task<TestApp> StartAsync() => TestApp.StartAsync([typeof(Api)], Services);

    private static void Services(FunctionsApplicationBuilder builder) => builder.Services.AddSingleton<Greeter>();

    public sealed class Slow
    {
        [Function(nameof(Wait))]
        public static Task Wait([HttpTrigger("get")] HttpRequest request, CancellationToken token) =>
            Task.Delay(Timeout.Infinite, token);
    }

    public sealed class Tally
    {
        public int Made { get; set; }

        public int Disposed { get; set; }
    }

    public sealed class PerInvocation(Tally tally) : IDisposable
    {
        public int Number { get; } = ++tally.Made;

        public void Dispose() => tally.Disposed++;
    }

    public sealed class Counting(PerInvocation invocation, Tally tally) : IDisposable
    {
        [Function(nameof(Count))]
        public int Count([HttpTrigger("get")] HttpRequest request, FunctionContext context) =>
            context.InstanceServices.GetRequiredService<PerInvocation>() == invocation ? invocation.Number : -1;

        public void Dispose() => tally.Disposed++;
    }
}
