using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.ML.OnnxRuntime;
using Mixtape.Local.FunctionsRuntime.Tests.Surface;

namespace Mixtape.Functions.Tests.Runtime;

/// <summary>
/// What the app uses of the embedded runtime exists in the real packages, so that it compiles against those as well: each member of
/// Microsoft.Azure.Functions.Worker, Microsoft.DurableTask and Microsoft.ML.OnnxRuntime that the source names, by the compiler's account,
/// stands in their lists.
/// </summary>
public sealed class RealSurfaceTests
{
    private static readonly Assembly[] _standIns = [typeof(FunctionContext).Assembly, typeof(InferenceSession).Assembly];

    [Fact]
    public void App_EachMemberOfTheRuntimeThatItUses_ExistsInTheRealPackages()
    {
        var real = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Surface"), "*.txt")
            .SelectMany(File.ReadLines).Select(line => line.TrimEnd()).ToHashSet();
        var used = UsedBy(AppSource.Compilation);

        Assert.True(used.Count > 60, $"only {used.Count} members were seen to be used");
        var invented = used.Except(real).Order().ToList();
        Assert.True(invented.Count == 0, "The real packages lack:\n" + string.Join('\n', invented));
    }

    [Fact]
    public void UsedBy_CallPropertyAndAttribute_NamesEach()
    {
        var used = UsedBy(AppSource.Compile("""
            using Microsoft.Azure.Functions.Worker;
            using Microsoft.DurableTask;

            static class Orchestrations
            {
                [Function("Wait")]
                public static async Task Wait([OrchestrationTrigger] TaskOrchestrationContext context) =>
                    await context.CreateTimer(context.CurrentUtcDateTime.AddDays(1), CancellationToken.None);
            }
            """));

        Assert.Contains(used, line => line.StartsWith("Microsoft.DurableTask.TaskOrchestrationContext | method", StringComparison.Ordinal)
            && line.Contains(" CreateTimer(", StringComparison.Ordinal));
        Assert.Contains("Microsoft.DurableTask.TaskOrchestrationContext | property | System.DateTime CurrentUtcDateTime | get;", used);
        Assert.Contains("Microsoft.Azure.Functions.Worker.FunctionAttribute | constructor | Void .ctor(System.String) | name", used);
    }

    private static HashSet<string> UsedBy(CSharpCompilation compilation)
    {
        var lines = _standIns.ToDictionary(
            assembly => assembly.GetName().Name!,
            assembly => SurfaceOf.Members(assembly).ToDictionary(member => member.Member.MetadataToken, member => member.Line));
        var used = new HashSet<string>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            var model = compilation.GetSemanticModel(tree);
            foreach (var symbol in tree.GetRoot().DescendantNodes().SelectMany(node => Symbols(model, node)))
            {
                var named = (symbol as IMethodSymbol)?.ReducedFrom ?? symbol;
                named = (named as IMethodSymbol)?.AssociatedSymbol ?? named; // a property for its accessors
                named = named.OriginalDefinition;
                if (named is not (IMethodSymbol { MethodKind: not MethodKind.BuiltinOperator } or IPropertySymbol or IFieldSymbol or IEventSymbol or INamedTypeSymbol)) continue;
                if (!lines.TryGetValue(named.ContainingAssembly?.Name ?? "", out var known)) continue;
                // What has no line is not public there: the compiler would have refused it, but for members made for tests.
                used.Add(known.GetValueOrDefault(named.MetadataToken) ?? $"{named.ToDisplayString()} | which is not public");
            }
        }

        return used;
    }

    private static IEnumerable<ISymbol> Symbols(SemanticModel model, SyntaxNode node)
    {
        if (model.GetSymbolInfo(node).Symbol is { } symbol) yield return symbol;
        if (node is ForEachStatementSyntax loop)
        {
            var info = model.GetForEachStatementInfo(loop);
            foreach (var part in new ISymbol?[] { info.GetEnumeratorMethod, info.MoveNextMethod, info.CurrentProperty, info.DisposeMethod })
                if (part is not null) yield return part;
        }
    }
}
