using System.Reflection;

namespace Mixtape.Local.FunctionsRuntime.Tests.Surface;

/// <summary>Writes an assembly's public surface down in the form of the lists of the real packages.</summary>
internal static class SurfaceOf
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Assembly(Assembly assembly) => Members(assembly).Select(member => member.Line);

    /// <summary>Each visible member, types included, with its line.</summary>
    public static IEnumerable<(MemberInfo Member, string Line)> Members(Assembly assembly) => assembly.GetExportedTypes().SelectMany(Members);

    private static IEnumerable<(MemberInfo Member, string Line)> Members(Type type)
    {
        yield return (type, $"{type.FullName} | type | {KindOf(type)} : {type.BaseType?.ToString() ?? "-"}");
        // Names in angle brackets are the compiler's own.
        foreach (var member in type.GetMembers(All).Where(member => !member.Name.StartsWith('<')))
        {
            var line = member switch
            {
                ConstructorInfo constructor when IsVisible(constructor) =>
                    $"constructor | {constructor} | {Parameters(constructor)}",
                MethodInfo { IsSpecialName: false } method when IsVisible(method) =>
                    $"method | {method} | {Parameters(method)}",
                PropertyInfo property when property.GetAccessors(nonPublic: true).Any(IsVisible) =>
                    $"property | {property} | {Accessors(property)}",
                FieldInfo field when field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly =>
                    $"field | {field}{ValueOf(field)}",
                EventInfo raised when IsVisible(raised.AddMethod!) => $"event | {raised}",
                _ => null,
            };
            if (line is not null)
                yield return (member, $"{type.FullName} | {line}".TrimEnd());
        }
    }

    private static string KindOf(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsEnum: true } => "enum",
        { IsValueType: true } => "struct",
        _ when type.BaseType == typeof(MulticastDelegate) => "delegate",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        _ => "class",
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Parameters(MethodBase method) =>
        string.Join(
            ", ", method.GetParameters().Select(parameter => parameter.Name + (parameter.IsOptional ? "?" : "")));

    private static string Accessors(PropertyInfo property)
    {
        var set = property.SetMethod is { IsPublic: true } setter
            ? setter.ReturnParameter.GetRequiredCustomModifiers().Length > 0 ? "init;" : "set;"
            : "";
        return (property.GetMethod is { IsPublic: true } ? "get;" : "") + set;
    }

    private static string ValueOf(FieldInfo field) =>
        field.IsLiteral && field.DeclaringType!.IsEnum ? $" = {Convert.ToInt64(field.GetRawConstantValue())}" : "";
}
