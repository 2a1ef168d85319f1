using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Mixtape.Local.FunctionsRuntime.Host.Http;

/// <summary>Turns the text of a route's value into the type of a function's parameter.</summary>
internal static class RouteValue
{
    /// <summary>Gives whether the text was of the type, and the value.</summary>
    public delegate bool Converting(string text, out object? value);

    /// <summary>The converter for a string or anything that parses itself, nullable or not; null for others.</summary>
    public static Converting? Converter(Type type)
    {
        if (type == typeof(string))
            return (string text, out object? value) => { value = text; return true; };
        type = Nullable.GetUnderlyingType(type) ?? type;
        var parsesItself = type.GetInterfaces().Any(contract =>
            contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IParsable<>)
            && contract.GetGenericArguments()[0] == type);
        return parsesItself
            ? typeof(RouteValue).GetMethod(nameof(TryParse), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(type).CreateDelegate<Converting>()
            : null;
    }

    /// <exception cref="BadHttpRequestException">The value is not of the parameter's type, or missing.</exception>
    public static object? Read(
        HttpContext http, RoutePatternParameterPart inRoute, ParameterInfo parameter, Converting convert)
    {
        if (http.Request.RouteValues[inRoute.Name] is not { } raw)
        {
            if (parameter.HasDefaultValue)
                return parameter.DefaultValue;
            var type = parameter.ParameterType;
            return !type.IsValueType || Nullable.GetUnderlyingType(type) is not null
                ? null
                : throw new BadHttpRequestException($"The path lacks '{inRoute.Name}'.");
        }
        if (convert(Convert.ToString(raw, CultureInfo.InvariantCulture)!, out var value))
            return value;
        var wanted = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        throw new BadHttpRequestException(
            $"'{inRoute.Name}' in the path must be of type {wanted.Name}; '{raw}' is not.");
    }

    private static bool TryParse<T>(string text, out object? value) where T : IParsable<T>
    {
        var parsed = T.TryParse(text, CultureInfo.InvariantCulture, out var result);
        value = result;
        return parsed;
    }
}
