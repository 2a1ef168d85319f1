using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Azure.Functions.Worker;

namespace Mixtape.Local.FunctionsRuntime.Host.Invocation;

/// <summary>What a function returned, and how it is read from the method's own result.</summary>
internal sealed class ReturnedValue : InvocationResult
{
    public override object? Value { get; set; }

    /// <summary>Awaits and unwraps a method's results; null if no function may return such.</summary>
    public static Func<object?, ValueTask<object?>>? Reader(MethodInfo method)
    {
        var type = method.ReturnType;
        if (type == typeof(void))
            return method.IsDefined(typeof(AsyncStateMachineAttribute)) ? null : _ => default;
        if (type == typeof(Task))
            return async result => { await (Task)result!; return null; };
        if (type == typeof(ValueTask))
            return async result => { await (ValueTask)result!; return null; };
        if (type.IsByRefLike || type.IsByRef || type.IsPointer)
            return null;
        if (!type.IsGenericType)
            return result => new(result);
        var open = type.GetGenericTypeDefinition();
        if (open == typeof(IAsyncEnumerable<>))
            return null;
        return open == typeof(Task<>) ? Closed(nameof(ReadTask), type)
            : open == typeof(ValueTask<>) ? Closed(nameof(ReadValueTask), type)
            : result => new(result);
    }

    private static Func<object?, ValueTask<object?>> Closed(string reader, Type task) =>
        typeof(ReturnedValue).GetMethod(reader, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(task.GetGenericArguments())
            .CreateDelegate<Func<object?, ValueTask<object?>>>();

    private static async ValueTask<object?> ReadTask<T>(object? result) => await (Task<T>)result!;

    private static async ValueTask<object?> ReadValueTask<T>(object? result) => await (ValueTask<T>)result!;
}
