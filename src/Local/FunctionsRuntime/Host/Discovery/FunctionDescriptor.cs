using System.Reflection;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Mixtape.Local.FunctionsRuntime.Host.Invocation;

namespace Mixtape.Local.FunctionsRuntime.Host.Discovery;

/// <summary>A function: its method, its trigger, and how its parameters and result are handled.</summary>
internal sealed record FunctionDescriptor
{
    public required string Name { get; init; }

    public required MethodInfo Method { get; init; }

    public required TriggerKind Kind { get; init; }

    public required ParameterInfo TriggerParameter { get; init; }

    public required TriggerBindingAttribute Trigger { get; init; }

    /// <summary>One for each parameter, in order.</summary>
    public IReadOnlyList<ParameterBinder> Binders { get; init; } = [];

    /// <summary>Awaits what the method returned and unwraps its value.</summary>
    public required Func<object?, ValueTask<object?>> ReadResult { get; init; }

    public required MethodFunctionDefinition Definition { get; init; }

    /// <summary>The type itself, without its namespace, and the method: for messages.</summary>
    public string Place => $"{Method.DeclaringType!.Name}.{Method.Name}";
}
