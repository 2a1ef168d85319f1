using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Mixtape.Local.FunctionsRuntime.Host.Discovery;

/// <summary>The definition of a function, read from its method.</summary>
internal sealed class MethodFunctionDefinition(string name, MethodInfo method) : FunctionDefinition
{
    public override string Name => name;

    public override string Id { get; } = $"{method.DeclaringType!.FullName}.{method.Name}:{name}";

    public override string EntryPoint { get; } = $"{method.DeclaringType!.FullName}.{method.Name}";

    public override string PathToAssembly { get; } = method.Module.FullyQualifiedName;

    public override ImmutableArray<FunctionParameter> Parameters { get; } =
        [.. method.GetParameters().Select(
            parameter => new FunctionParameter(parameter.Name!, parameter.ParameterType))];

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; } =
        method.GetParameters()
            .Select(parameter => (parameter.Name, Binding: parameter.GetCustomAttribute<BindingAttribute>()))
            .Where(parameter => parameter.Binding is not null)
            .ToImmutableDictionary(
                parameter => parameter.Name!,
                parameter =>
                    (BindingMetadata)new Binding(parameter.Name!, TypeOf(parameter.Binding!), BindingDirection.In));

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; } =
        method.GetParameters().Any(parameter => parameter.IsDefined(typeof(HttpTriggerAttribute)))
            ? ImmutableDictionary<string, BindingMetadata>.Empty.Add(
                "$return", new Binding("$return", "http", BindingDirection.Out))
            : ImmutableDictionary<string, BindingMetadata>.Empty;

    // The binding types of function.json are the attributes' names in camel case.
    private static string TypeOf(BindingAttribute binding)
    {
        var type = binding.GetType().Name;
        return char.ToLowerInvariant(type[0]) + type[1..^nameof(Attribute).Length];
    }

    private sealed class Binding(string name, string type, BindingDirection direction) : BindingMetadata
    {
        public override string Name => name;

        public override string Type => type;

        public override BindingDirection Direction => direction;
    }
}
