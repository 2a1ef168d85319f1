using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Mixtape.Local.FunctionsRuntime.Host.Discovery;
using Mixtape.Local.FunctionsRuntime.Host.Timers;

namespace Mixtape.Local.FunctionsRuntime.Host.Http;

/// <summary>The host's routes under /admin: its state, its functions, and timers fired by hand.</summary>
internal static class AdminRoutes
{
    public static void Map(
        WebApplication app,
        IReadOnlyList<FunctionDescriptor> functions,
        IReadOnlyList<FunctionRoute> routes,
        TimerFunctions timers)
    {
        var admin = app.MapGroup("/admin");
        admin.MapGet("host/status", () => new
        {
            state = "Running",
            version = typeof(AdminRoutes).Assembly.GetName().Version!.ToString(3),
            processUptime = (long)(DateTime.Now - Process.GetCurrentProcess().StartTime).TotalMilliseconds,
        });
        admin.MapGet("functions", (HttpRequest request) =>
            functions.Select(
                function => Describe(function, routes.FirstOrDefault(route => route.Function == function), request)));
        admin.MapPost("functions/{name}", (string name) => Fire(name, functions, timers));
    }

    private static IResult Fire(string name, IReadOnlyList<FunctionDescriptor> functions, TimerFunctions timers)
    {
        var function = functions.FirstOrDefault(
            function => function.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        switch (function?.Kind)
        {
            case null:
                return Results.Problem(
                    $"There is no function '{name}'. GET /admin/functions lists them.",
                    statusCode: StatusCodes.Status404NotFound);
            case TriggerKind.Timer:
                timers.Fire(function);
                return Results.Accepted();
            default:
                return Results.Problem(
                    function.Kind == TriggerKind.Http
                        ? $"'{function.Name}' is an HTTP function: call its own route."
                        : $"'{function.Name}' is a durable function: start an orchestration at "
                            + "/runtime/webhooks/durabletask.",
                    statusCode: StatusCodes.Status400BadRequest);
        }
    }

    private static object Describe(FunctionDescriptor function, FunctionRoute? route, HttpRequest request) => new
    {
        name = function.Name,
        language = "dotnet-isolated",
        isDisabled = false,
        invoke_url_template = route is null ? null : $"{request.Scheme}://{request.Host}/{route.Pattern.RawText}",
        config = new
        {
            entryPoint = function.Definition.EntryPoint,
            bindings = function.Definition.InputBindings.Values.Concat(function.Definition.OutputBindings.Values)
                .Select(binding => new
                {
                    name = binding.Name,
                    type = binding.Type,
                    direction = binding.Direction.ToString().ToLowerInvariant(),
                    schedule = (function.Trigger as TimerTriggerAttribute)?.Schedule,
                    methods = binding.Direction == BindingDirection.In ? route?.Methods : null,
                }),
        },
    };
}
