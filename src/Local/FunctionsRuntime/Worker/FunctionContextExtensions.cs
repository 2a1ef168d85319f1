using Microsoft.AspNetCore.Http;
using Mixtape.Local.FunctionsRuntime.Host.Http;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Access to the HTTP request behind an invocation.</summary>
public static class FunctionContextExtensions
{
    /// <summary>The request's context; null where no HTTP request triggered the function.</summary>
    public static HttpContext? GetHttpContext(this FunctionContext context) =>
        context.Items.TryGetValue(HttpResultMiddleware.HttpContextKey, out var value) ? value as HttpContext : null;
}
