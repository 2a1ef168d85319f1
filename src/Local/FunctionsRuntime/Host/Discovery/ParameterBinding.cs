using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Mixtape.Local.FunctionsRuntime.Engine;
using Mixtape.Local.FunctionsRuntime.Host.Durable;
using Mixtape.Local.FunctionsRuntime.Host.Http;
using Mixtape.Local.FunctionsRuntime.Host.Invocation;

namespace Mixtape.Local.FunctionsRuntime.Host.Discovery;

/// <summary>Decides once, at the start, where each parameter of a function gets its value from.</summary>
/// <param name="function">The function.</param>
/// <param name="problems">Takes a line for each parameter that nothing binds.</param>
internal sealed class ParameterBinding(FunctionDescriptor function, List<string> problems)
{
    public IReadOnlyList<ParameterBinder> FindAll() => [.. function.Method.GetParameters().Select(Find)];

    private ParameterBinder Find(ParameterInfo parameter)
    {
        var binder = Common(parameter) ?? function.Kind switch
        {
            TriggerKind.Http => Http(parameter),
            TriggerKind.Timer => Timer(parameter),
            TriggerKind.Orchestration => Orchestration(parameter),
            _ => Activity(parameter),
        };
        if (binder is not null)
            return binder;
        if (parameter.HasDefaultValue)
            return _ => ValueTask.FromResult(parameter.DefaultValue);
        problems.Add($"{function.Place}: nothing binds the parameter '{parameter.Name}' "
            + $"({parameter.ParameterType.Name}). {Remedy}");
        return _ => default;
    }

    private string Remedy => function.Kind switch
    {
        TriggerKind.Http => "Name it in the Route, mark it [FromBody] or [DurableClient], "
            + "or take a service by the constructor.",
        TriggerKind.Timer => "The trigger is a TimerInfo; others are FunctionContext, CancellationToken, "
            + "[DurableClient] DurableTaskClient.",
        TriggerKind.Orchestration => "The trigger is a TaskOrchestrationContext; "
            + "one more parameter may take the input.",
        _ => "Beside the input an activity takes FunctionContext, CancellationToken and string instanceId.",
    };

    private ParameterBinder? Common(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type == typeof(FunctionContext))
            return context => new(context);
        if (type == typeof(CancellationToken))
            return context => new(context.CancellationToken);
        if (type != typeof(DurableTaskClient)
            || parameter.GetCustomAttribute<DurableClientAttribute>() is not { } client)
            return null;
        if (client.TaskHub is not null)
            problems.Add($"{function.Place}: the local runtime has one task hub. Leave TaskHub out of DurableClient.");
        return context => new(context.InstanceServices.GetRequiredService<TaskHub>().Client);
    }

    private ParameterBinder? Http(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type == typeof(HttpRequest))
            return context => new(context.TriggerAs<HttpContext>().Request);
        if (parameter == function.TriggerParameter || parameter.IsDefined(typeof(FromBodyAttribute)))
            return context => RequestBody.ReadAsync(context.TriggerAs<HttpContext>(), type);
        var route = FunctionRoute.TryParse(((HttpTriggerAttribute)function.Trigger).Route ?? function.Name);
        return route?.GetParameter(parameter.Name!) is { } inRoute && RouteValue.Converter(type) is { } convert
            ? context => new(RouteValue.Read(context.TriggerAs<HttpContext>(), inRoute, parameter, convert))
            : null;
    }

    private ParameterBinder? Timer(ParameterInfo parameter) =>
        parameter == function.TriggerParameter && parameter.ParameterType == typeof(TimerInfo)
            ? context => new(context.TriggerAs<TimerInfo>())
            : null;

    private ParameterBinder? Orchestration(ParameterInfo parameter)
    {
        if (parameter.ParameterType == typeof(TaskOrchestrationContext))
            return context => new(context.TriggerAs<TaskOrchestrationContext>());
        var inputs = function.Method.GetParameters().Where(other =>
            other.ParameterType != typeof(TaskOrchestrationContext) && other.ParameterType != typeof(FunctionContext)
            && other.ParameterType != typeof(CancellationToken));
        if (parameter == function.TriggerParameter || inputs.First() != parameter)
            return null;
        var getInput = typeof(TaskOrchestrationContext).GetMethod(nameof(TaskOrchestrationContext.GetInput), 1, [])!
            .MakeGenericMethod(parameter.ParameterType);
        return context => new(getInput.Invoke(
            context.TriggerAs<TaskOrchestrationContext>(), BindingFlags.DoNotWrapExceptions, null, null, null));
    }

    private ParameterBinder? Activity(ParameterInfo parameter)
    {
        if (parameter == function.TriggerParameter)
        {
            return context => new(FunctionsJson.Converter.Deserialize(
                context.TriggerAs<ActivityCall>().InputJson, parameter.ParameterType));
        }
        return parameter.Name == "instanceId" && parameter.ParameterType == typeof(string)
            ? context => new(context.TriggerAs<ActivityCall>().Context.InstanceId)
            : null;
    }
}
