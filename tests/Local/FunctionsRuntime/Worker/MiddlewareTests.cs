using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Hosting;
using Mixtape.Local.FunctionsRuntime.Tests.Host;

namespace Mixtape.Local.FunctionsRuntime.Tests.Worker;

public sealed class MiddlewareTests
{
    public sealed class Api
    {
        [Function(nameof(Order))]
        public static string Order([HttpTrigger("get")] HttpRequest request, FunctionContext context) =>
            Append(context, "function");

        [Function(nameof(Fails))]
        public static string Fails([HttpTrigger("get")] HttpRequest request) =>
            throw new InvalidDataException("on purpose");
    }

    public static class Durable
    {
        [Function(nameof(Start))]
        public static async Task<int> Start(
            [HttpTrigger("get")] HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken token)
        {
            var id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(Orchestrate), 2, token);
            return (await client.WaitForInstanceCompletionAsync(id, true, token)).ReadOutputAs<int>();
        }

        [Function(nameof(Orchestrate))]
        public static Task<int> Orchestrate(
            [OrchestrationTrigger] TaskOrchestrationContext context, int input, FunctionContext function) =>
            context.CallActivityAsync<int>(function.InvocationId.Length > 0 ? nameof(AddOne) : "", input);

        [Function(nameof(AddOne))]
        public static int AddOne([ActivityTrigger] int number) => number + 1;
    }

    public sealed class Second : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            Append(context, "second");
            await next(context);
            context.GetInvocationResult().Value += " after-second";
        }
    }

    [Fact]
    public async Task Invoke_SeveralSteps_RunInTheOrderInWhichTheyWereAdded()
    {
        await using var app = await TestApp.StartAsync([typeof(Api)], builder =>
        {
            builder.UseMiddleware(async (context, next) =>
            {
                Append(context, "first");
                await next();
                context.GetInvocationResult().Value += " after-first";
            });
            builder.UseMiddleware<Second>();
            builder.UseWhen(context => context.FunctionDefinition.Name == "Other", (context, next) =>
            {
                Append(context, "never");
                return next();
            });
        });

        Assert.Equal(
            "\"first second function after-second after-first\"", await app.Client.GetStringAsync("/api/order"));
    }

    [Fact]
    public async Task Invoke_ExceptionTurnedIntoResult_IsAnswered()
    {
        await using var app = await TestApp.StartAsync(
            [typeof(Api)], builder => builder.UseMiddleware(async (context, next) =>
        {
            try
            {
                await next();
            }
            catch (InvalidDataException e)
            {
                context.GetInvocationResult().Value = Results.Text(e.Message, statusCode: 422);
            }
        }));

        var answer = await app.Client.GetAsync("/api/fails");

        Assert.Equal(422, (int)answer.StatusCode);
        Assert.Equal("on purpose", await answer.Content.ReadAsStringAsync());
        Assert.Empty(app.Logs.Errors);
    }

    [Fact]
    public async Task Invoke_MiddlewareThatAnswers_KeepsTheFunctionFromRunning()
    {
        await using var app = await TestApp.StartAsync([typeof(Api)], builder => builder.UseMiddleware(
            (context, _) => context.GetHttpContext()!.Response.WriteAsync("stopped")));

        Assert.Equal("stopped", await app.Client.GetStringAsync("/api/fails"));
    }

    [Fact]
    public async Task Invoke_DurableFunctions_SurroundsActivitiesButNotOrchestrators()
    {
        var seen = new ConcurrentBag<string>();
        await using var app = await TestApp.StartAsync(
            [typeof(Durable)],
            builder => builder.UseMiddleware((context, next) =>
            {
                seen.Add(context.FunctionDefinition.Name);
                return next();
            }));

        Assert.Equal("3", await app.Client.GetStringAsync("/api/start"));
        Assert.Equal(["AddOne", "Start"], seen.Order());
    }

    private static string Append(FunctionContext context, string step)
    {
        var steps = context.Items.TryGetValue("steps", out var before) ? $"{before} {step}" : step;
        context.Items["steps"] = steps;
        return steps;
    }
}
