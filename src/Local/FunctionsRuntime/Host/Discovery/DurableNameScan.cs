using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Microsoft.DurableTask;
using Mixtape.Local.FunctionsRuntime.Host.Durable;

namespace Mixtape.Local.FunctionsRuntime.Host.Discovery;

/// <summary>
/// Finds calls of activities and orchestrators whose constant name no function has. It reads the code of the app:
/// a string literal turned into a <see cref="TaskName"/> and, without a detour through a variable, passed on.
/// </summary>
internal sealed partial class DurableNameScan(IReadOnlyList<FunctionDescriptor> functions, List<string> problems)
{
    private static readonly Dictionary<ushort, OpCode> _opCodes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (ushort)code.Value);

    private readonly HashSet<string> _reported = [];

    /// <summary>Looks through these types and the types that the compiler made in them.</summary>
    public void Check(IEnumerable<Type> types)
    {
        foreach (var module in types.GroupBy(type => type.Module))
        {
            // An assembly in a single file has no file of its own; its names then show when they are called.
            if (!File.Exists(module.Key.FullyQualifiedName))
                continue;
            using var file = new PEReader(File.OpenRead(module.Key.FullyQualifiedName));
            var metadata = file.GetMetadataReader();
            foreach (var type in module.SelectMany(WithNested).Distinct())
                Check(type, file, metadata);
        }
    }

    private static IEnumerable<Type> WithNested(Type type) =>
        type.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).SelectMany(WithNested).Prepend(type);

    private void Check(Type type, PEReader file, MetadataReader metadata)
    {
        var handle = (TypeDefinitionHandle)MetadataTokens.EntityHandle(type.MetadataToken);
        foreach (var method in metadata.GetTypeDefinition(handle).GetMethods().Select(metadata.GetMethodDefinition))
        {
            if (method.RelativeVirtualAddress == 0)
                continue;
            var code = file.GetMethodBody(method.RelativeVirtualAddress).GetILReader();
            Check(code, metadata, PlaceOf(type, metadata.GetString(method.Name)));
        }
    }

    // The compiler puts async methods and lambdas in types and methods whose names hold the source's in angle brackets.
    private static string PlaceOf(Type type, string method)
    {
        if (SourceName().Match(method) is { Success: true } lambda)
            method = lambda.Groups[1].Value;
        for (; type.Name.StartsWith('<') && type.DeclaringType is { } declaring; type = declaring)
        {
            if (SourceName().Match(type.Name) is { Success: true } stateMachine)
                method = stateMachine.Groups[1].Value;
        }
        return $"{type.Name}.{method}";
    }

    private void Check(BlobReader code, MetadataReader metadata, string place)
    {
        // The names on the evaluation stack: a nested call takes the one pushed last.
        var names = new Stack<string>();
        string? literal = null;
        var converted = false;
        while (code.RemainingBytes > 0)
        {
            var opCode = ReadOpCode(ref code);
            var token = opCode.OperandType is OperandType.InlineString or OperandType.InlineMethod
                ? code.ReadInt32()
                : Skip(opCode, ref code);
            var called = opCode.OperandType == OperandType.InlineMethod
                ? MethodOf(metadata, MetadataTokens.EntityHandle(token))
                : null;
            if (literal is not null && called is { } conversion && conversion.IsNameOf(literal))
            {
                names.Push(literal);
                (literal, converted) = (null, true);
                continue;
            }
            if (converted && opCode.Name!.StartsWith("st", StringComparison.Ordinal))
                names.Pop();
            converted = false;
            literal = opCode.OperandType == OperandType.InlineString
                ? metadata.GetUserString((UserStringHandle)MetadataTokens.Handle(token))
                : null;
            if (called?.TaskKind is { } kind && names.TryPop(out var name))
                Check(name, kind, place);
        }
    }

    private void Check(string name, TriggerKind kind, string place)
    {
        var known = functions.Where(function => function.Kind == kind).Select(DurableFunctions.NameOf).ToList();
        if (known.Contains(name, StringComparer.OrdinalIgnoreCase) || !_reported.Add($"{place} {name}"))
            return;
        var noun = kind == TriggerKind.Activity ? "activity" : "orchestrator";
        var closest = known.MinBy(candidate => Distance(candidate.ToLowerInvariant(), name.ToLowerInvariant()));
        problems.Add($"{place} calls the {noun} '{name}', but no [Function] has that name. "
            + (closest is null ? $"The app has no {noun}." : $"The closest is '{closest}'."));
    }

    private static OpCode ReadOpCode(ref BlobReader code)
    {
        var first = code.ReadByte();
        return _opCodes[first == 0xFE ? (ushort)(0xFE00 | code.ReadByte()) : first];
    }

    private static int Skip(OpCode opCode, ref BlobReader code)
    {
        code.Offset += opCode.OperandType switch
        {
            OperandType.InlineNone => 0,
            OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
            OperandType.InlineVar => 2,
            OperandType.InlineI8 or OperandType.InlineR => 8,
            OperandType.InlineSwitch => 4 + (4 * code.ReadInt32()),
            _ => 4,
        };
        return 0;
    }

    private static CalledMethod? MethodOf(MetadataReader metadata, EntityHandle handle)
    {
        if (handle.Kind == HandleKind.MethodSpecification)
            handle = metadata.GetMethodSpecification((MethodSpecificationHandle)handle).Method;
        if (handle.Kind != HandleKind.MemberReference)
            return null;
        var member = metadata.GetMemberReference((MemberReferenceHandle)handle);
        if (member.Parent.Kind != HandleKind.TypeReference)
            return null;
        var type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
        return new CalledMethod(metadata.GetString(type.Name), metadata.GetString(member.Name));
    }

    // Levenshtein's edit distance.
    private static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
                current[j] = Math.Min(
                    Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            previous = current;
        }
        return previous[b.Length];
    }

    [GeneratedRegex("^<(\\w+)>")]
    private static partial Regex SourceName();

    private sealed record CalledMethod(string Type, string Name)
    {
        /// <summary>Which kind of function the called method names by its first argument; null for none.</summary>
        public TriggerKind? TaskKind => $"{Type}.{Name}" switch
        {
            "TaskOrchestrationContext.CallActivityAsync" => TriggerKind.Activity,
            "TaskOrchestrationContext.CallSubOrchestratorAsync" => TriggerKind.Orchestration,
            "DurableTaskClient.ScheduleNewOrchestrationInstanceAsync" => TriggerKind.Orchestration,
            _ => null,
        };

        /// <summary>Whether the method turns the literal before it into a task's name.</summary>
        public bool IsNameOf(string literal) =>
            literal.Length > 0 && Type == nameof(TaskName) && Name is "op_Implicit" or ".ctor";
    }
}
