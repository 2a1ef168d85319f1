using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;

namespace Mixtape.Local.FunctionsRuntime.Engine;

/// <summary>
/// How the isolated worker turns payloads into JSON: property names as in C#, read without regard to case. Unlike the
/// default of <see cref="JsonDataConverter"/> it leaves fields out, and so the elements of value tuples.
/// </summary>
internal static class FunctionsJson
{
    public static DataConverter Converter { get; } =
        new JsonDataConverter(new JsonSerializerOptions { PropertyNameCaseInsensitive = true });
}
