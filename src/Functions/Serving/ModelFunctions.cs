using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Mixtape.Functions.Http;
using Mixtape.Learning.Onnx;

namespace Mixtape.Functions.Serving;

/// <summary>The trained networks over HTTP.</summary>
public sealed class ModelFunctions(Generations generations)
{
    /// <summary>The networks of the generation that serves.</summary>
    [Function(nameof(GetModels))]
    public async Task<IResult> GetModels(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (await generations.CurrentAsync(cancellationToken) is not { } generation)
            return Problems.NoGeneration(request, generations.Damage);
        return Results.Ok(new { generation = generation.Id, models = generation.Models.Manifests.Select(ServedModel.Of) });
    }
}

/// <summary>A network that serves.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">SHA-256 of its file, lower-case hex.</param>
/// <param name="Bytes">Length of its file.</param>
/// <param name="Opset">Version of the standard operators that it uses.</param>
/// <param name="Inputs">What a run needs.</param>
/// <param name="Outputs">What a run answers.</param>
/// <param name="Parameters">Numbers that training settled.</param>
/// <param name="Seed">The seed that its training began with, in decimal: JSON's numbers do not hold 64 bits.</param>
/// <param name="Source">How it was trained.</param>
/// <param name="Metrics">Figures of the training.</param>
public sealed record ServedModel(
    string Name,
    string Sha256,
    long Bytes,
    int Opset,
    IEnumerable<ModelPort> Inputs,
    IEnumerable<ModelPort> Outputs,
    long Parameters,
    string Seed,
    string Source,
    IReadOnlyDictionary<string, double> Metrics)
{
    /// <summary>What a manifest says.</summary>
    public static ServedModel Of(ModelManifest manifest) => new(
        manifest.Name, manifest.Sha256, manifest.Length, manifest.Opset, manifest.Inputs.Select(ModelPort.Of),
        manifest.Outputs.Select(ModelPort.Of), manifest.Parameters,
        manifest.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture), manifest.Source, manifest.Metrics);
}

/// <summary>An input or output of a network.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its dimensions, each a number, the name of an open one, or "?"; null where it takes any.</param>
public sealed record ModelPort(string Name, string Type, IReadOnlyList<string>? Shape)
{
    /// <summary>What a manifest says.</summary>
    public static ModelPort Of(OnnxValue value) => new(
        value.Name, value.ElementType.ToString().ToLowerInvariant(),
        value.Dimensions is { } dimensions ? [.. dimensions.Select(Text)] : null);

    private static string Text(OnnxDimension dimension) =>
        dimension.Size?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? dimension.Name ?? "?";
}
