using System.Globalization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Mixtape.Local.FunctionsRuntime.Host.Http;

/// <summary>
/// How large a request's body may be: as in Azure, the smaller of what the host takes (the setting
/// FUNCTIONS_REQUEST_BODY_SIZE_LIMIT, 100 MB without it) and what the app's own Kestrel takes (30 MB unless the app
/// configures <see cref="KestrelServerOptions"/>). Larger ones are answered 413.
/// </summary>
internal static class RequestBodyLimit
{
    public const string Key = "FUNCTIONS_REQUEST_BODY_SIZE_LIMIT";

    private const long Default = 100 * 1024 * 1024;

    /// <exception cref="FunctionsHostException">The setting is no number of bytes.</exception>
    public static void Apply(IServiceCollection services, IConfiguration configuration)
    {
        var text = configuration[Key];
        var limit = Default;
        if (text is not null && !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit))
            throw new FunctionsHostException($"{Key} is '{text}': give a number of bytes, such as {Default}.");
        services.PostConfigure<KestrelServerOptions>(options =>
            options.Limits.MaxRequestBodySize = Math.Min(options.Limits.MaxRequestBodySize ?? long.MaxValue, limit));
    }
}
