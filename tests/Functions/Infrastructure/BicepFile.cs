using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mixtape.Emulators;

namespace Mixtape.Functions.Tests.Infrastructure;

/// <summary>
/// A file of Bicep as far as its text tells, as tests/Emulators/parse-bicep.cjs reads it; what only Azure knows stands as
/// <c>{ "expression": its text }</c>.
/// </summary>
/// <param name="Problems">What is wrong with its syntax and its names, each with line and column.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Variables">Its variables, by name.</param>
/// <param name="Resources">Its resources.</param>
/// <param name="Modules">The modules that it deploys.</param>
/// <param name="Outputs">The names of its outputs.</param>
internal sealed record BicepFile(
    string[] Problems, BicepParameter[] Parameters, Dictionary<string, JsonNode?> Variables, BicepResource[] Resources,
    BicepModule[] Modules, string[] Outputs)
{
    private static readonly ConcurrentDictionary<string, Dictionary<string, BicepFile>> _read = new();

    /// <summary>The repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The files under infra/, by their paths from there.</summary>
    public static IReadOnlyDictionary<string, string> Texts { get; } =
        Directory.GetFiles(Path.Combine(Root, "infra"), "*.bicep", SearchOption.AllDirectories).ToDictionary(
            file => Path.GetRelativePath(Path.Combine(Root, "infra"), file).Replace('\\', '/'), File.ReadAllText);

    /// <summary>Reads files, once for all tests that ask for the same; skips the test where npm could not install the parser.</summary>
    /// <param name="texts">Their texts, by path.</param>
    /// <param name="values">Values of parameters that are to have others than their defaults.</param>
    public static Dictionary<string, BicepFile> Read(IReadOnlyDictionary<string, string> texts, object? values = null)
    {
        if (NodeServer.Missing is { } reason) Assert.Skip(reason);
        var request = JsonSerializer.Serialize(new { files = texts, values = values ?? new { } });
        return _read.GetOrAdd(request, Run);
    }

    /// <summary>What the only resource of this name declares.</summary>
    public JsonNode Resource(string name) => Assert.Single(Resources.Single(resource => resource.Name == name).Bodies);

    private static Dictionary<string, BicepFile> Run(string request)
    {
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "parse-bicep.cjs"));
        start.ArgumentList.Add(NodeServer.Folder);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(request);
        process.StandardInput.Close();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return JsonSerializer.Deserialize<Dictionary<string, BicepFile>>(output.Result, JsonSerializerOptions.Web)!;
    }

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}

/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Default">The value where none is passed; null where one must be.</param>
/// <param name="Decorators">What its decorators say, by their names.</param>
internal sealed record BicepParameter(string Name, string Type, JsonNode? Default, Dictionary<string, JsonNode?> Decorators);

/// <param name="Name">Its name in the file.</param>
/// <param name="Type">Its type and API version.</param>
/// <param name="Existing">Whether it is only referred to.</param>
/// <param name="Bodies">What is declared: one body, one for each item of a loop, or none where its condition does not hold.</param>
internal sealed record BicepResource(string Name, string Type, bool Existing, JsonNode[] Bodies);

/// <param name="Name">Its name in the file.</param>
/// <param name="Path">The module's file, from this one.</param>
/// <param name="Bodies">How it is called.</param>
internal sealed record BicepModule(string Name, string Path, JsonNode[] Bodies);
