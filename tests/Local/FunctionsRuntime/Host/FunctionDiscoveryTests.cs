using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Mixtape.Local.FunctionsRuntime.Host;

namespace Mixtape.Local.FunctionsRuntime.Tests.Host;

public sealed class FunctionDiscoveryTests
{
    public sealed class NoTrigger
    {
        [Function(nameof(Run))]
        public void Run(string text) => _ = text;
    }

    public sealed class TwoTriggers
    {
        [Function(nameof(Run))]
        public void Run([HttpTrigger("get")] HttpRequest request, [TimerTrigger("0 0 3 * * *")] TimerInfo timer) =>
            _ = (request, timer);
    }

    public sealed class SameName
    {
        [Function("Twice")]
        public void First([HttpTrigger("get", Route = "first")] HttpRequest request) => _ = request;

        [Function("TWICE")]
        public void Second([HttpTrigger("get", Route = "second")] HttpRequest request) => _ = request;
    }

    public sealed class BadName
    {
        [Function("a b")]
        public void Run([HttpTrigger("get")] HttpRequest request) => _ = request;
    }

    public sealed class Unbound
    {
        [Function(nameof(Run))]
        public void Run([HttpTrigger("get", Route = "run/{id}")] HttpRequest request, string id, Version version) =>
            _ = (request, id, version);
    }

    public sealed class UnboundClient
    {
        [Function(nameof(Run))]
        public void Run([TimerTrigger("00:05:00")] TimerInfo timer, DurableTaskClient client) => _ = (timer, client);
    }

    public sealed class TwoInputs
    {
        [Function(nameof(Run))]
        public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context, string one, string two) =>
            Task.FromResult((context, one, two));
    }

    public sealed class AsyncVoid
    {
        [Function(nameof(Run))]
        public async void Run([HttpTrigger("get")] HttpRequest request) => await Task.FromResult(request);
    }

    public sealed class Stream
    {
        [Function(nameof(Run))]
        public IAsyncEnumerable<int> Run([HttpTrigger("get")] HttpRequest request) => AsyncEnumerable.Empty<int>();
    }

    public sealed class Hidden
    {
        [Function(nameof(Run))]
        internal void Run([HttpTrigger("get")] HttpRequest request) => _ = request;
    }

    public sealed class BadSchedule
    {
        [Function(nameof(Run))]
        public void Run([TimerTrigger("every day")] TimerInfo timer) => _ = timer;
    }

    public sealed class UnsetSchedule
    {
        [Function(nameof(Run))]
        public void Run([TimerTrigger("%UnsetSchedule%")] TimerInfo timer) => _ = timer;
    }

    public sealed class SameRoute
    {
        [Function("One")]
        public void First([HttpTrigger("get", "post", Route = "things/{id}")] HttpRequest request, string id) =>
            _ = (request, id);

        [Function("Two")]
        public void Second([HttpTrigger("POST", Route = "Things/{name}")] HttpRequest request, string name) =>
            _ = (request, name);
    }

    public sealed class DifferentRoutes
    {
        [Function("Get")]
        public void First([HttpTrigger("get", Route = "things/{id:int}")] HttpRequest request, int id) =>
            _ = (request, id);

        [Function("GetByName")]
        public void Second([HttpTrigger("get", Route = "things/{name:alpha}")] HttpRequest request, string name) =>
            _ = (request, name);

        [Function("Post")]
        public void Third([HttpTrigger("post", Route = "things/{id:int}")] HttpRequest request, int id) =>
            _ = (request, id);
    }

    public sealed class BadRoute
    {
        [Function(nameof(Run))]
        public void Run([HttpTrigger("get", Route = "things/{id")] HttpRequest request) => _ = request;
    }

    public sealed class OtherHub
    {
        [Function(nameof(Run))]
        public void Run(
            [TimerTrigger("00:05:00")] TimerInfo timer, [DurableClient(TaskHub = "Other")] DurableTaskClient client) =>
            _ = (timer, client);
    }

    [Theory]
    [InlineData(typeof(NoTrigger), "NoTrigger.Run has no trigger")]
    [InlineData(typeof(TwoTriggers), "TwoTriggers.Run has 2 triggers")]
    [InlineData(typeof(SameName), "are both called 'TWICE'")]
    [InlineData(typeof(BadName), "BadName.Run has the name 'a b'")]
    [InlineData(typeof(Unbound), "Unbound.Run: nothing binds the parameter 'version' (Version). Name it in the Route")]
    [InlineData(typeof(UnboundClient), "UnboundClient.Run: nothing binds the parameter 'client' (DurableTaskClient).")]
    [InlineData(typeof(TwoInputs), "TwoInputs.Run: nothing binds the parameter 'two' (String).")]
    [InlineData(typeof(AsyncVoid), "AsyncVoid.Run returns Void: return Task")]
    [InlineData(typeof(Stream), "Stream.Run returns IAsyncEnumerable`1: return Task")]
    [InlineData(typeof(Hidden), "Hidden.Run is not public")]
    [InlineData(typeof(BadSchedule), "BadSchedule.Run: the schedule 'every day' is neither NCRONTAB")]
    [InlineData(typeof(UnsetSchedule), "UnsetSchedule.Run: '%UnsetSchedule%' names the setting UnsetSchedule, "
        + "which has no value")]
    [InlineData(typeof(SameRoute), "SameRoute.Second and SameRoute.First both answer POST /api/Things/{name}")]
    [InlineData(typeof(BadRoute), "BadRoute.Run has the route 'api/things/{id', which is not a route template")]
    [InlineData(typeof(OtherHub), "OtherHub.Run: the local runtime has one task hub.")]
    public void Build_WrongFunction_SaysWhere(Type type, string problem)
    {
        using var folder = new TestFolder();

        var e = Assert.Throws<FunctionsHostException>(() => Build(folder, type));

        Assert.Contains(problem, e.Message);
    }

    [Fact]
    public void Build_SeveralProblems_AreNamedAtOnce()
    {
        using var folder = new TestFolder();

        var e = Assert.Throws<FunctionsHostException>(
            () => Build(folder, typeof(NoTrigger), typeof(BadSchedule), typeof(BadRoute)));

        Assert.Equal(3, e.Message.Split("\n  - ").Length - 1);
    }

    [Fact]
    public void Build_RoutesThatRequestsCanTellApart_DoNotConflict()
    {
        using var folder = new TestFolder();
        using var host = Build(folder, typeof(DifferentRoutes));

        Assert.NotNull(host);
    }

    [Fact]
    public void Build_ReservedRoute_IsRefused()
    {
        using var folder = new TestFolder().With(
            "host.json", """{ "extensions": { "http": { "routePrefix": "admin" } } }""");

        var e = Assert.Throws<FunctionsHostException>(() => Build(folder, typeof(DifferentRoutes)));

        Assert.Contains("the host keeps /admin and /runtime", e.Message);
    }

    [Fact]
    public void Build_HttpFunctionWithoutAspNetCore_SaysWhatToCall()
    {
        using var folder = new TestFolder();

        var e = Assert.Throws<FunctionsHostException>(() => TestApp.Build(folder, [typeof(DifferentRoutes)], _ => { }));

        Assert.Contains("call builder.ConfigureFunctionsWebApplication()", e.Message);
    }

    private static FunctionsHost Build(TestFolder folder, params Type[] types) =>
        TestApp.Build(folder, types, builder => builder.ConfigureFunctionsWebApplication());
}
