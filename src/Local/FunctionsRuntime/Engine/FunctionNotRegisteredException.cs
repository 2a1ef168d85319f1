namespace Mixtape.Local.FunctionsRuntime.Engine;

/// <summary>There is no orchestrator or activity of the name that was called; trying again is of no use.</summary>
internal sealed class FunctionNotRegisteredException(string message) : Exception(message)
{
    public static FunctionNotRegisteredException For(string kind, string name, IEnumerable<string> registered) => new(
        $"No {kind} is named '{name}'. Registered are: "
        + $"{string.Join(", ", registered.Order(StringComparer.OrdinalIgnoreCase).DefaultIfEmpty("none"))}.");
}
