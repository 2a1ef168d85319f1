using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Mixtape.Local.FunctionsRuntime.Host.Http;

/// <summary>Reads a request's body as JSON.</summary>
internal static class RequestBody
{
    /// <exception cref="BadHttpRequestException">The body is not JSON of that type.</exception>
    public static async ValueTask<object?> ReadAsync(HttpContext http, Type type)
    {
        var options = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        try
        {
            return await JsonSerializer.DeserializeAsync(http.Request.Body, type, options, http.RequestAborted);
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException($"The body is not the JSON that this function takes: {e.Message}", e);
        }
    }
}
