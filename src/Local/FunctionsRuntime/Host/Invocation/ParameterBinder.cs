namespace Mixtape.Local.FunctionsRuntime.Host.Invocation;

/// <summary>Gives one parameter its value for one invocation.</summary>
internal delegate ValueTask<object?> ParameterBinder(InvocationContext context);
