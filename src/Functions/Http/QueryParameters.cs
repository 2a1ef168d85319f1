using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Mixtape.Functions.Http;

/// <summary>Query parameters with limits.</summary>
internal static class QueryParameters
{
    /// <summary>A whole number; false, with the answer to give, where it is none or out of its limits.</summary>
    public static bool TryGetCount(
        HttpRequest request, string name, int otherwise, int maximum, out int count, out IResult? problem)
    {
        problem = null;
        count = otherwise;
        if (!request.Query.TryGetValue(name, out var text)) return true;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count >= 1 && count <= maximum) return true;
        problem = Problems.BadRequest("A parameter is not valid.", $"'{name}' must be a whole number from 1 to {maximum}.");
        return false;
    }
}
