using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Mixtape.Local.FunctionsRuntime.Host.Discovery;

namespace Mixtape.Local.FunctionsRuntime.Host.Http;

/// <summary>The methods and path that an HTTP function answers.</summary>
/// <param name="Function">The function.</param>
/// <param name="Methods">In upper case; empty for all.</param>
/// <param name="Pattern">The path from the root, prefix included.</param>
internal sealed record FunctionRoute(FunctionDescriptor Function, IReadOnlyList<string> Methods, RoutePattern Pattern)
{
    /// <summary>The routes of all HTTP functions.</summary>
    /// <param name="functions">All functions.</param>
    /// <param name="prefix">routePrefix of host.json.</param>
    /// <param name="problems">Takes routes that cannot be read, are reserved, or conflict.</param>
    public static IReadOnlyList<FunctionRoute> FindAll(
        IEnumerable<FunctionDescriptor> functions, string prefix, List<string> problems)
    {
        var routes = new List<FunctionRoute>();
        foreach (var function in functions.Where(function => function.Kind == TriggerKind.Http))
        {
            var trigger = (HttpTriggerAttribute)function.Trigger;
            var path = $"{prefix}/{(trigger.Route ?? function.Name).Trim('/')}".Trim('/');
            if (TryParse(path) is not { } pattern)
            {
                problems.Add($"{function.Place} has the route '{path}', which is not a route template: "
                    + "write literal segments, {name}, {name:constraint} or a last {*name}.");
                continue;
            }
            var route = new FunctionRoute(
                function, [.. (trigger.Methods ?? []).Select(method => method.ToUpperInvariant())], pattern);
            if (route.Shape.Split('/')[0] is "admin" or "runtime")
                problems.Add($"{function.Place} has the route '{path}', but the host keeps /admin and /runtime: "
                    + "choose another.");
            if (routes.Find(route.ConflictsWith) is { } other)
                problems.Add($"{function.Place} and {other.Function.Place} both answer {route.Verbs} /{path}: "
                    + "give one another route or other methods.");
            routes.Add(route);
        }
        return routes;
    }

    /// <summary>The methods for reading: "GET,POST", or "*" for all.</summary>
    public string Verbs => Methods.Count == 0 ? "*" : string.Join(',', Methods);

    /// <summary>Reads a route template; null if it is none.</summary>
    public static RoutePattern? TryParse(string template)
    {
        try
        {
            return RoutePatternFactory.Parse(template);
        }
        catch (RoutePatternException)
        {
            return null;
        }
    }

    // Two paths have one shape if no request can tell them apart: names do not count, constraints do.
    private string Shape =>
        string.Join('/', Pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(ShapeOf))));

    private static string ShapeOf(RoutePatternPart part) => part switch
    {
        RoutePatternParameterPart parameter => (parameter.IsCatchAll ? "{*" : "{")
            + string.Concat(parameter.ParameterPolicies.Select(policy => ":" + policy.Content)) + "}",
        RoutePatternLiteralPart literal => literal.Content.ToLowerInvariant(),
        _ => ((RoutePatternSeparatorPart)part).Content,
    };

    private bool ConflictsWith(FunctionRoute other) =>
        Shape == other.Shape
        && (Methods.Count == 0 || other.Methods.Count == 0 || Methods.Intersect(other.Methods).Any());
}
