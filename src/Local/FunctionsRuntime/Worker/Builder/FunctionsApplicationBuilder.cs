using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Mixtape.Local.FunctionsRuntime.Host;
using Mixtape.Local.FunctionsRuntime.Host.Settings;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Makes a Functions app.</summary>
/// <remarks>
/// Settings come, the later over the earlier, from host.json (log levels), appsettings.json, local.settings.json, the
/// environment and the command line. The values of local.settings.json are settings only; they do not become
/// environment variables of the process, as they do under Core Tools.
/// </remarks>
public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly WebApplicationBuilder _web;
    private readonly HostComposition _host;
    private readonly string[] _args;

    /// <param name="args">The command line.</param>
    /// <param name="types">The types to look for functions in.</param>
    /// <param name="directory">Where host.json, local.settings.json and appsettings.json are.</param>
    internal FunctionsApplicationBuilder(string[] args, IReadOnlyCollection<Type> types, string directory)
    {
        _args = args;
        _web = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = directory,
            EnvironmentName = EnvironmentName(),
        });
        var settings = HostSettings.Load(directory);
        _host = new HostComposition(_web, settings, types);
        var sources = ((IConfigurationBuilder)_web.Configuration).Sources;
        var environment = sources.ToList().FindLastIndex(
            source => source is EnvironmentVariablesConfigurationSource { Prefix: null or "" });
        sources.Insert(environment, new MemoryConfigurationSource { InitialData = AppSettings.Load(directory) });
        sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = settings.LogLevels.Select(
                level => KeyValuePair.Create("Logging:LogLevel:" + level.Key, (string?)level.Value)),
        });
    }

    public IServiceCollection Services => _web.Services;

    public ConfigurationManager Configuration => _web.Configuration;

    public IHostEnvironment Environment => _web.Environment;

    public ILoggingBuilder Logging => _web.Logging;

    public IMetricsBuilder Metrics => _web.Metrics;

    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_web).Properties;

    IConfigurationManager IHostApplicationBuilder.Configuration => _web.Configuration;

    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull =>
        ((IHostApplicationBuilder)_web).ConfigureContainer(factory, configure);

    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        _host.Pipeline.Add(middleware);
        return this;
    }

    /// <summary>Makes the app. It names all that is wrong with the functions at once.</summary>
    public IHost Build() => _host.Build(_args);

    internal void AddWeb() => _host.AddWeb();

    // On a developer's machine Core Tools say Development too.
    private static string EnvironmentName() =>
        new[] { "AZURE_FUNCTIONS_ENVIRONMENT", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT" }
            .Select(System.Environment.GetEnvironmentVariable)
            .FirstOrDefault(name => !string.IsNullOrEmpty(name)) ?? Environments.Development;
}
