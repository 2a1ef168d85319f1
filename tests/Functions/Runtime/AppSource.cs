using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Mixtape.Functions.Tests.Runtime;

/// <summary>The app's source, with that of the rooms it stands on, as the compiler understands it.</summary>
internal static class AppSource
{
    private static readonly string[] _rooms = ["Numerics", "Learning", "Music", "Storage", "Functions"];

    // What the SDK writes for ImplicitUsings.
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    // A partial method that a source generator implements.
    private const string WithoutImplementation = "CS8795";

    // A snippet need not start anything.
    private const string WithoutMain = "CS5001";

    private static readonly CSharpParseOptions _options = new(LanguageVersion.Latest);

    /// <summary>The repository's root.</summary>
    public static string Root { get; } = Path.GetFullPath(Metadata("RepositoryRoot"));

    /// <summary>All of it in one compilation, without a mistake in it.</summary>
    public static CSharpCompilation Compilation { get; } = Compile(
        _rooms.SelectMany(room => Directory.GetFiles(Path.Combine(Root, "src", room), "*.cs", SearchOption.AllDirectories))
            .Concat(Directory.GetFiles(Metadata("GeneratedSources"), "*.cs"))
            .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), _options, path)));

    /// <summary>A source text on top of what the tests refer to.</summary>
    public static CSharpCompilation Compile(string source) => Compile([CSharpSyntaxTree.ParseText(source, _options, "Snippet.cs")]);

    private static CSharpCompilation Compile(IEnumerable<SyntaxTree> trees)
    {
        var compiled = _rooms.Select(room => $"Mixtape.{room}").ToHashSet();
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !compiled.Contains(Path.GetFileNameWithoutExtension(path)))
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "Mixtape", trees.Append(CSharpSyntaxTree.ParseText(ImplicitUsings, _options)), references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        var errors = compilation.GetDiagnostics()
            .Where(found => found.Severity == DiagnosticSeverity.Error && found.Id is not (WithoutImplementation or WithoutMain))
            .ToList();
        Assert.True(errors.Count == 0, string.Join('\n', errors.Take(20)));
        return compilation;
    }

    private static string Metadata(string key) => Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}
