using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Mixtape.Local.FunctionsRuntime.Host;

namespace Mixtape.Local.FunctionsRuntime.Tests.Host;

public sealed class FunctionsHostTests
{
    public static class Api
    {
        [Function(nameof(Ping))]
        public static string Ping([HttpTrigger("get")] HttpRequest request) => request.Method;
    }

    [Fact]
    public async Task StartAsync_StateFolderInUse_NamesItAndTheRemedy()
    {
        using var folder = new TestFolder();
        using (var first = Build(folder, "--port", "0"))
        {
            await first.StartAsync();
            using var second = Build(folder, "--port", "0");

            var e = await Assert.ThrowsAsync<FunctionsHostException>(() => second.StartAsync());

            Assert.Contains(folder.File("state"), e.Message);
            Assert.Contains("--LocalState PATH", e.Message);
            await first.StopAsync();
        }
        using var third = Build(folder, "--port", "0");
        await third.StartAsync();
        await third.StopAsync();
    }

    [Fact]
    public async Task StartAsync_StateFolderIsAFile_SaysSo()
    {
        using var folder = new TestFolder().With("state", "no folder");
        using var host = Build(folder, "--port", "0");

        var e = await Assert.ThrowsAsync<FunctionsHostException>(() => host.StartAsync());

        Assert.Contains($"{folder.File("state")} is a file", e.Message);
        Assert.Contains("--LocalState PATH", e.Message);
    }

    [Fact]
    public async Task StartAsync_PortInUse_NamesThePortOptionAndGivesTheStateFolderFree()
    {
        using var folder = new TestFolder();
        using var other = new TestFolder();
        using var first = (FunctionsHost)Build(folder, "--port", "0");
        await first.StartAsync();
        using (var second = Build(other, "--port", new Uri(first.Urls.Single()).Port.ToString()))
        {
            var e = await Assert.ThrowsAsync<FunctionsHostException>(() => second.StartAsync());

            Assert.Contains("--port N", e.Message);
        }
        await using (new FileStream(other.File("state/lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
        }
        await first.StopAsync();
    }

    [Fact]
    public async Task StartAsync_Port_ListensOnLoopbackOnly()
    {
        using var folder = new TestFolder();
        using var host = (FunctionsHost)Build(folder, "--port", "0");
        await host.StartAsync();

        Assert.StartsWith("http://127.0.0.1:", Assert.Single(host.Urls));
        await host.StopAsync();
    }

    [Fact]
    public async Task StartAsync_Urls_ListensThere()
    {
        using var folder = new TestFolder();
        using var host = (FunctionsHost)Build(folder, "--urls", "http://[::1]:0");
        await host.StartAsync();

        Assert.StartsWith("http://[::1]:", Assert.Single(host.Urls));
        await host.StopAsync();
    }

    [Theory]
    [InlineData("--port 70000", "--port 70000 is not a port")]
    [InlineData("--port http", "--port http is not a port")]
    [InlineData("--port 1 --urls http://127.0.0.1:2", "contradict each other")]
    public void Build_BadPort_SaysWhat(string args, string message)
    {
        using var folder = new TestFolder();

        Assert.Contains(message, Assert.Throws<FunctionsHostException>(() => Build(folder, args.Split(' '))).Message);
    }

    [Fact]
    public void CreateBuilder_Settings_ComeInTheRightOrder()
    {
        using var folder = new TestFolder()
            .With("host.json", """{ "logging": { "logLevel": { "default": "Error" } } }""")
            .With("appsettings.json", """{ "A": "app", "B": "app" }""")
            .With("local.settings.json", """{ "Values": { "B": "local", "C__D": "local", "E": "local" } }""");

        var builder = new FunctionsApplicationBuilder(["--E", "line"], [], folder.Path);

        Assert.Equal("Error", builder.Configuration["Logging:LogLevel:Default"]);
        Assert.Equal("app", builder.Configuration["A"]);
        Assert.Equal("local", builder.Configuration["B"]);
        Assert.Equal("local", builder.Configuration["C:D"]);
        Assert.Equal("line", builder.Configuration["E"]);
    }

    [Fact]
    public void CreateBuilder_LocalSettings_DoNotOverrideTheEnvironment()
    {
        using var folder = new TestFolder().With("local.settings.json", """{ "Values": { "PATH": "local" } }""");

        var builder = new FunctionsApplicationBuilder([], [], folder.Path);

        Assert.Equal(Environment.GetEnvironmentVariable("PATH"), builder.Configuration["PATH"]);
    }

    [Theory]
    [InlineData("""{ "IsEncrypted": true, "Values": {} }""", "func settings decrypt")]
    [InlineData("""{ "Values": 3 }""", "cannot be read")]
    public void CreateBuilder_BadLocalSettings_SaysWhat(string content, string message)
    {
        using var folder = new TestFolder().With("local.settings.json", content);

        var e = Assert.Throws<FunctionsHostException>(() => new FunctionsApplicationBuilder([], [], folder.Path));

        Assert.Contains(message, e.Message);
    }

    [Fact]
    public void CreateBuilder_NoTypes_TakesTheCallersFunctions()
    {
        using var folder = new TestFolder();
        var builder = FunctionsApplication.CreateBuilder(["--LocalState", folder.File("state")]);

        // This assembly holds wrong functions on purpose, so that building it names them.
        Assert.Contains(
            nameof(FunctionDiscoveryTests.NoTrigger), Assert.Throws<FunctionsHostException>(builder.Build).Message);
    }

    private static IHost Build(TestFolder folder, params string[] args)
    {
        var builder = new FunctionsApplicationBuilder(
            [.. args, "--LocalState", folder.File("state")], [typeof(Api)], folder.Path);
        builder.Logging.ClearProviders();
        builder.ConfigureFunctionsWebApplication();
        return builder.Build();
    }
}
