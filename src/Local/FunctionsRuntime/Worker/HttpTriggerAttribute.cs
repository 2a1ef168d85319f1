using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs the function for an HTTP request.</summary>
/// <remarks>
/// The parameter is the <c>HttpRequest</c>, or a type that the JSON body is read as.
/// The local runtime does not enforce <see cref="AuthLevel"/>: it listens on loopback and takes no keys.
/// </remarks>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HttpTriggerAttribute : TriggerBindingAttribute
{
    public HttpTriggerAttribute() : this(AuthorizationLevel.Function)
    {
    }

    public HttpTriggerAttribute(AuthorizationLevel authLevel) => AuthLevel = authLevel;

    public HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods)
    {
        AuthLevel = authLevel;
        Methods = methods;
    }

    public HttpTriggerAttribute(params string[] methods) : this(AuthorizationLevel.Function, methods)
    {
    }

    /// <summary>The route below the prefix; null for the function's name.</summary>
    public string? Route { get; set; }

    /// <summary>The methods that the function answers; null or empty for all.</summary>
    public string[]? Methods { get; }

    public AuthorizationLevel AuthLevel { get; }
}
