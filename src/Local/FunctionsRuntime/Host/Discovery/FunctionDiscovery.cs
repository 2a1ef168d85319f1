using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Mixtape.Local.FunctionsRuntime.Host.Invocation;

namespace Mixtape.Local.FunctionsRuntime.Host.Discovery;

/// <summary>Finds the functions of an app by reflection.</summary>
internal static partial class FunctionDiscovery
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The functions of these types, in the order of their names.</summary>
    /// <param name="types">The types to look through.</param>
    /// <param name="problems">Takes what is wrong with a function, each with its remedy.</param>
    public static IReadOnlyList<FunctionDescriptor> Find(IEnumerable<Type> types, List<string> problems)
    {
        var functions = new SortedDictionary<string, FunctionDescriptor>(StringComparer.OrdinalIgnoreCase);
        foreach (var method in types.SelectMany(type => type.GetMethods(Declared)))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is not { } attribute
                || Describe(method, attribute.Name, problems) is not { } function)
                continue;
            if (!functions.TryAdd(function.Name, function))
                problems.Add($"{function.Place} and {functions[function.Name].Place} are both called "
                    + $"'{function.Name}': give one of them another name. The case of letters does not count.");
        }
        return [.. functions.Values];
    }

    private static FunctionDescriptor? Describe(MethodInfo method, string name, List<string> problems)
    {
        var place = $"{method.DeclaringType!.Name}.{method.Name}";
        var before = problems.Count;
        if (!FunctionName().IsMatch(name))
            problems.Add($"{place} has the name '{name}': use a letter, then at most 127 letters, digits, '_' or '-'.");
        if (!method.IsPublic || !method.DeclaringType.IsVisible)
            problems.Add($"{place} is not public: make it and its class public.");
        if (method.ContainsGenericParameters || (method.DeclaringType.IsAbstract && !method.IsStatic))
            problems.Add($"{place} is generic or in an abstract class: "
                + "make it an ordinary method of an ordinary class.");
        var read = ReturnedValue.Reader(method);
        if (read is null)
            problems.Add($"{place} returns {method.ReturnType.Name}: return Task, Task<T>, ValueTask, "
                + "ValueTask<T>, or a value; an async method never returns void.");
        if (FindTrigger(method, place, problems) is not { } trigger || problems.Count > before)
            return null;
        var function = new FunctionDescriptor
        {
            Name = name,
            Method = method,
            Kind = trigger.Kind,
            Trigger = trigger.Attribute,
            TriggerParameter = trigger.Parameter,
            ReadResult = read!,
            Definition = new MethodFunctionDefinition(name, method),
        };
        return function with { Binders = new ParameterBinding(function, problems).FindAll() };
    }

    private static (TriggerKind Kind, TriggerBindingAttribute Attribute, ParameterInfo Parameter)? FindTrigger(
        MethodInfo method, string place, List<string> problems)
    {
        var triggers = method.GetParameters()
            .SelectMany(
                parameter => parameter.GetCustomAttributes<TriggerBindingAttribute>(),
                (parameter, attribute) => (attribute, parameter))
            .ToList();
        if (triggers.Count != 1)
        {
            problems.Add(triggers.Count == 0
                ? $"{place} has no trigger: mark a parameter with HttpTrigger, TimerTrigger, "
                    + "OrchestrationTrigger or ActivityTrigger."
                : $"{place} has {triggers.Count} triggers: split it into functions with one trigger each.");
            return null;
        }
        TriggerKind? kind = triggers[0].attribute switch
        {
            HttpTriggerAttribute => TriggerKind.Http,
            TimerTriggerAttribute => TriggerKind.Timer,
            OrchestrationTriggerAttribute => TriggerKind.Orchestration,
            ActivityTriggerAttribute => TriggerKind.Activity,
            _ => null,
        };
        if (kind is not null)
            return (kind.Value, triggers[0].attribute, triggers[0].parameter);
        problems.Add($"{place} has a {triggers[0].attribute.GetType().Name}, which the local runtime does not know: "
            + "build with FunctionsRuntime=Azure, or use an HTTP, timer or durable trigger.");
        return null;
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,127}$")]
    private static partial Regex FunctionName();
}
