using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mixtape.Functions.Tests.Runtime;

/// <summary>
/// Finds in orchestrators, and in all of the source that they call, what would come out differently when their history is replayed: the
/// rules of the analyzers DURABLE0001 to 0009, and those of the same spirit. A call that only the run decides (of an interface or a
/// delegate) is taken for what its type says.
/// </summary>
internal sealed class Determinism
{
    private const string Context = "Microsoft.DurableTask.TaskOrchestrationContext";

    /// <summary>Types, or namespaces ending in '.', that an orchestrator has no business with, and why.</summary>
    private static readonly (string Name, string Rule)[] _forbidden =
    [
        ("System.TimeProvider", "the time"), ("System.Diagnostics.Stopwatch", "the time"),
        ("System.Random", "a random number"), ("System.Security.Cryptography.RandomNumberGenerator", "a random number"),
        ("System.Environment", "the environment"), ("Microsoft.Extensions.Configuration.", "the environment"),
        ("System.Threading.Thread", "a thread"), ("System.Threading.ThreadPool", "a thread"), ("System.Threading.Timer", "a thread"),
        ("System.Threading.PeriodicTimer", "a thread"), ("System.Threading.Tasks.Parallel", "a thread"),
        ("System.Threading.Tasks.TaskFactory", "a thread"), ("System.Threading.Tasks.TaskCompletionSource", "a thread"),
        ("System.IO.", "input or output"), ("System.Net.", "input or output"), ("System.Console", "input or output"),
        ("System.Diagnostics.Process", "input or output"), ("Mixtape.Storage.", "input or output"),
        ("Microsoft.DurableTask.Client.", "input or output"),
    ];

    /// <summary>Members of types that are harmless otherwise.</summary>
    private static readonly (string Name, string Rule)[] _forbiddenMembers =
    [
        ("System.DateTime.Now", "the time"), ("System.DateTime.UtcNow", "the time"), ("System.DateTime.Today", "the time"),
        ("System.DateTimeOffset.Now", "the time"), ("System.DateTimeOffset.UtcNow", "the time"),
        ("System.Guid.NewGuid", "a random number"), ("System.Guid.CreateVersion7", "a random number"),
        ("System.Threading.Tasks.Task.Run", "a thread"), ("System.Threading.Tasks.Task.Delay", "a thread"),
        ("System.Threading.Tasks.Task.Factory", "a thread"), ("System.Threading.Tasks.Task.ContinueWith", "a thread"),
        ("System.Threading.Tasks.Task.Yield", "a thread"), ("System.Threading.Tasks.Task.ConfigureAwait", "a thread"),
        ("System.Threading.Tasks.Task.Wait", "a blocked thread"), ("System.Threading.Tasks.Task.WaitAll", "a blocked thread"),
    ];

    private readonly CSharpCompilation _compilation;
    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);
    private readonly Stack<(ISymbol Symbol, string Orchestrator)> _open = [];
    private readonly SortedSet<string> _problems = new(StringComparer.Ordinal);

    private Determinism(CSharpCompilation compilation) => _compilation = compilation;

    /// <summary>The orchestrators of a compilation, and what is wrong with each.</summary>
    public static (IReadOnlyList<string> Orchestrators, IReadOnlyCollection<string> Problems) Check(CSharpCompilation compilation)
    {
        var check = new Determinism(compilation);
        var orchestrators = new List<string>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            var model = compilation.GetSemanticModel(tree);
            foreach (var method in tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>())
            {
                var symbol = model.GetDeclaredSymbol(method)!;
                if (!symbol.Parameters.SelectMany(parameter => parameter.GetAttributes())
                    .Any(attribute => attribute.AttributeClass?.Name == "OrchestrationTriggerAttribute")) continue;
                orchestrators.Add(symbol.Name);
                check._open.Push((symbol, symbol.Name));
            }
        }

        while (check._open.TryPop(out var next))
            if (check._seen.Add(next.Symbol)) check.CheckBody(next.Symbol, next.Orchestrator);
        return (orchestrators, check._problems);
    }

    private void CheckBody(ISymbol symbol, string orchestrator)
    {
        foreach (var declaration in symbol.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax()))
        {
            var model = _compilation.GetSemanticModel(declaration.SyntaxTree);
            foreach (var node in declaration.DescendantNodes(child => child == declaration || child is not TypeDeclarationSyntax))
            {
                if (node is AwaitExpressionSyntax wait) CheckAwait(model, wait, orchestrator);
                if (IsNameOnly(node) || model.GetSymbolInfo(node).Symbol is not { } used) continue;
                if (RuleAgainst(used) is { } rule) Add(node, orchestrator, $"{Name(used)} is {rule}");
                else Follow(used, orchestrator);
            }
        }
    }

    /// <summary>
    /// What is awaited must be the context's own doing, or put together of such: a source method is checked itself, a variable where it
    /// got its value.
    /// </summary>
    private void CheckAwait(SemanticModel model, AwaitExpressionSyntax wait, string orchestrator)
    {
        if (model.GetSymbolInfo(wait.Expression).Symbol is not IMethodSymbol method) return;
        var called = method.ReducedFrom ?? method;
        var isDurable = IsContext(method.ContainingType) || called.DeclaringSyntaxReferences.Length > 0
            || (Name(called.ContainingType) == "System.Threading.Tasks.Task" && method.Name is "WhenAll" or "WhenAny");
        if (!isDurable) Add(wait, orchestrator, $"{Name(method)} is awaited, which is not durable");
    }

    private void Follow(ISymbol used, string orchestrator)
    {
        ISymbol? target = used switch
        {
            IMethodSymbol method => (method.ReducedFrom ?? method).OriginalDefinition,
            IPropertySymbol property => property.OriginalDefinition,
            _ => null,
        };
        if (target is { DeclaringSyntaxReferences.Length: > 0 }) _open.Push((target, orchestrator));
    }

    private static string? RuleAgainst(ISymbol used)
    {
        if (used is IFieldSymbol { IsStatic: true, IsReadOnly: false, IsConst: false }) return "a static field that can change";
        if (used is IPropertySymbol { IsStatic: true, SetMethod: not null, DeclaringSyntaxReferences.Length: > 0 }) return "a static property that can change";
        if (used is not (IMethodSymbol or IPropertySymbol or IFieldSymbol or IEventSymbol)) return null;
        var type = used.ContainingType is null ? "" : Name(used.ContainingType);
        foreach (var (name, rule) in _forbidden)
            if (name[^1] == '.' ? type.StartsWith(name, StringComparison.Ordinal) : type == name) return rule;
        // Task<T> inherits from Task; what is called is the member of either.
        var member = $"{type}.{used.Name}";
        return Array.Find(_forbiddenMembers, known => known.Name == member).Rule;
    }

    private static bool IsContext(ITypeSymbol? type) => type is not null && (Name(type) == Context || IsContext(type.BaseType));

    /// <summary>Whether a node says a name without using what it names: within nameof.</summary>
    private static bool IsNameOnly(SyntaxNode node) => node.Ancestors().OfType<InvocationExpressionSyntax>()
        .Any(call => call.Expression is IdentifierNameSyntax { Identifier.Text: "nameof" });

    private static string Name(ISymbol symbol) => symbol.OriginalDefinition switch
    {
        INamedTypeSymbol type => $"{type.ContainingNamespace.ToDisplayString()}.{type.MetadataName.Split('`')[0]}",
        { ContainingType: { } type } member => $"{Name(type)}.{member.Name}",
        var other => other.Name,
    };

    private void Add(SyntaxNode node, string orchestrator, string problem)
    {
        var place = node.GetLocation().GetLineSpan();
        _problems.Add($"{Path.GetFileName(place.Path)}({place.StartLinePosition.Line + 1}): {orchestrator}: {problem}");
    }
}
