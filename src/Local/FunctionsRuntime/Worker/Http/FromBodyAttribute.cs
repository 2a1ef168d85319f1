using Microsoft.Azure.Functions.Worker.Converters;
using Mixtape.Local.FunctionsRuntime.Host.Http;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>Binds the JSON body of the request, read with ASP.NET Core's web defaults.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public class FromBodyAttribute() : InputConverterAttribute(typeof(RequestBody));
