using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Mixtape.Functions.Tests.Http;

/// <summary>A route of the app as its code has it.</summary>
internal sealed record HttpRoute(string Function, string Verb, string Route, AuthorizationLevel Level)
{
    /// <summary>All of them, a verb each.</summary>
    public static IReadOnlyList<HttpRoute> All { get; } =
        [.. typeof(MixtapeServices).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Select(method => (
                method.GetCustomAttribute<FunctionAttribute>()?.Name,
                Trigger: method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
                    .FirstOrDefault(trigger => trigger is not null)))
            .Where(function => function is { Name: not null, Trigger: not null })
            .SelectMany(function => function.Trigger!.Methods!.Select(
                verb => new HttpRoute(function.Name!, verb, function.Trigger.Route!, function.Trigger.AuthLevel)))];
}
