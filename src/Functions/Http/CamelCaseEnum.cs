using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mixtape.Functions.Http;

/// <summary>Values of an enumeration by their names in camelCase; numbers are not taken.</summary>
internal sealed class CamelCaseEnum() : JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
