using System.Reflection;
using System.Runtime.CompilerServices;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Starts the making of a Functions app.</summary>
public class FunctionsApplication
{
    /// <summary>A builder for the functions of the calling assembly.</summary>
    /// <param name="args">The command line: settings as <c>--Key value</c>, and <c>--port</c> or <c>--urls</c>.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) =>
        CreateBuilder(args, Assembly.GetCallingAssembly());

    internal static FunctionsApplicationBuilder CreateBuilder(string[] args, Assembly functions) =>
        new(args, functions.GetTypes(), AppContext.BaseDirectory);
}
