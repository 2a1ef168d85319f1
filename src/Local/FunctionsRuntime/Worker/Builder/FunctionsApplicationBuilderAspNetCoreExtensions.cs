namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Adds ASP.NET Core.</summary>
public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    /// <summary>
    /// Lets functions take an <c>HttpRequest</c> and return an <c>IResult</c> or <c>IActionResult</c>. Middleware
    /// added after this sees the request; middleware added before it does not.
    /// </summary>
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder)
    {
        builder.AddWeb();
        return builder;
    }
}
