using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Mixtape.Local.FunctionsRuntime.Engine;
using Mixtape.Local.FunctionsRuntime.Host.Discovery;
using Mixtape.Local.FunctionsRuntime.Host.Durable;
using Mixtape.Local.FunctionsRuntime.Host.Http;
using Mixtape.Local.FunctionsRuntime.Host.Invocation;
using Mixtape.Local.FunctionsRuntime.Host.Settings;
using Mixtape.Local.FunctionsRuntime.Host.Timers;

namespace Mixtape.Local.FunctionsRuntime.Host;

/// <summary>Puts the host together.</summary>
/// <param name="builder">The web application underneath.</param>
/// <param name="settings">host.json.</param>
/// <param name="types">Where the functions are.</param>
internal sealed class HostComposition(
    WebApplicationBuilder builder, HostSettings settings, IReadOnlyCollection<Type> types)
{
    public FunctionPipeline Pipeline { get; } = new();

    /// <summary>Whether ConfigureFunctionsWebApplication was called.</summary>
    public bool HasWeb { get; private set; }

    public void AddWeb()
    {
        if (HasWeb)
            return;
        HasWeb = true;
        // For functions that return an IActionResult.
        builder.Services.AddMvcCore();
        Pipeline.Add(HttpResultMiddleware.Wrap);
    }

    /// <exception cref="FunctionsHostException">Something is wrong with the functions or the settings.</exception>
    public FunctionsHost Build(string[] args)
    {
        var problems = new List<string>();
        var functions = FunctionDiscovery.Find(types, problems);
        var routes = FunctionRoute.FindAll(functions, settings.RoutePrefix, problems);
        if (routes.Count > 0 && !HasWeb)
            problems.Add($"{routes[0].Function.Place} answers HTTP: call "
                + "builder.ConfigureFunctionsWebApplication() before Build().");
        var schedules = FindSchedules(functions, problems);
        new DurableNameScan(functions, problems).Check(types);
        if (problems.Count > 0)
            throw new FunctionsHostException(problems);

        if (ListenAddress.Choose(args, builder.Configuration) is { } address)
            builder.WebHost.UseUrls(address);
        RequestBodyLimit.Apply(builder.Services, builder.Configuration);
        var state = new StateDirectory(builder.Configuration[StateDirectory.Key] ?? ".mixtape");
        AddServices(functions, schedules, state);
        var app = builder.Build();
        app.Use(ActivatorUtilities.CreateInstance<HttpFailures>(app.Services).AnswerAsync);
        HttpFunctions.Map(app, routes);
        AdminRoutes.Map(app, functions, routes, app.Services.GetRequiredService<TimerFunctions>());
        DurableRoutes.Map(app);
        foreach (var function in functions)
        {
            var route = routes.FirstOrDefault(route => route.Function == function);
            app.Logger.LogDebug(
                "{Function}: {Trigger} {Methods} {Path}",
                function.Name, function.Kind, route?.Verbs, route?.Pattern.RawText);
        }
        return new FunctionsHost(app, state);
    }

    private void AddServices(
        IReadOnlyList<FunctionDescriptor> functions,
        IReadOnlyDictionary<FunctionDescriptor, TimerSchedule> schedules,
        StateDirectory state)
    {
        var services = builder.Services;
        var hubName = settings.ResolveHubName(builder.Configuration);
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(settings);
        services.AddSingleton(state);
        services.AddSingleton(Pipeline);
        services.AddSingleton<FunctionInvoker>();
        services.AddSingleton<TimerStore>();
        services.AddSingleton(
            provider => DurableFunctions.Register(functions, provider.GetRequiredService<FunctionInvoker>()));
        services.AddSingleton(provider => new TaskHubOptions
        {
            DatabasePath = Path.Combine(state.FullPath, $"taskhub-{hubName}.db"),
            MaxConcurrentActivities = settings.MaxConcurrentActivities ?? Environment.ProcessorCount,
            MaxConcurrentOrchestrators = settings.MaxConcurrentOrchestrators ?? Environment.ProcessorCount,
            ActivityTimeout = settings.FunctionTimeout,
            TimeProvider = provider.GetRequiredService<TimeProvider>(),
        });
        services.AddSingleton<TaskHub>();
        services.AddHostedService<TaskHubService>();
        services.AddSingleton(schedules);
        services.AddSingleton<TimerFunctions>();
        services.AddHostedService(provider => provider.GetRequiredService<TimerFunctions>());
    }

    private Dictionary<FunctionDescriptor, TimerSchedule> FindSchedules(
        IEnumerable<FunctionDescriptor> functions, List<string> problems)
    {
        var schedules = new Dictionary<FunctionDescriptor, TimerSchedule>();
        foreach (var function in functions.Where(function => function.Kind == TriggerKind.Timer))
        {
            try
            {
                var trigger = (TimerTriggerAttribute)function.Trigger;
                schedules.Add(function, TimerSchedule.Parse(trigger.Schedule, builder.Configuration));
            }
            catch (FunctionsHostException e)
            {
                problems.Add($"{function.Place}: {e.Message}");
            }
        }
        return schedules;
    }
}
