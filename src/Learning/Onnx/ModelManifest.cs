using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mixtape.Learning.Onnx;

/// <summary>
/// What stands beside a model file: which bytes it describes, how to call them, and how they came about. Stored as JSON
/// in <c>{name}.manifest.json</c> beside <c>{name}.onnx</c>. The same model, seed and metrics give the same bytes.
/// </summary>
public sealed record ModelManifest
{
    /// <summary>The version of the manifest's format that is written.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The largest manifest that is read. Names, shapes and metrics of a model take a few hundred bytes.</summary>
    public const int MaximumBytes = 64 << 10;

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        MaxDepth = 8,
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        Converters = { new JsonStringEnumConverter<OnnxElementType>(new LowerCase(), allowIntegerValues: false) },
    };

    /// <summary>Version of the manifest's format.</summary>
    [JsonPropertyOrder(-1)]
    public required int Format { get; init; }

    /// <summary>Name of the model: lower-case letters, digits and hyphens, 1 to 64.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the model file, 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Length of the model file in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>Version of the standard operators that the model uses.</summary>
    public required int Opset { get; init; }

    /// <summary>What a run needs.</summary>
    public required IReadOnlyList<OnnxValue> Inputs { get; init; }

    /// <summary>What a run answers.</summary>
    public required IReadOnlyList<OnnxValue> Outputs { get; init; }

    /// <summary>Elements in the model's initializers.</summary>
    public required long Parameters { get; init; }

    /// <summary>The seed that the training began with.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Which data, and how it was trained.</summary>
    public required string Source { get; init; }

    /// <summary>Figures by name, such as losses, all finite, in ordinal order.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>When it was trained; absent unless given, as it would make two equal trainings differ.</summary>
    public DateTimeOffset? TrainedAt { get; init; }

    /// <summary>Name of a model's file.</summary>
    public static string ModelFile(string name) => $"{name}.onnx";

    /// <summary>Name of a model's manifest.</summary>
    public static string ManifestFile(string name) => $"{name}.manifest.json";

    /// <summary>Describes a model file, which is verified first.</summary>
    /// <param name="name">Name of the model.</param>
    /// <param name="bytes">The model file.</param>
    /// <param name="seed">The seed that the training began with.</param>
    /// <param name="metrics">Figures, all finite.</param>
    /// <param name="source">Which data, and how it was trained.</param>
    /// <param name="trainedAt">When; leave it out to keep the bytes of equal trainings equal.</param>
    /// <param name="limits">What is allowed in the model; <see cref="OnnxLimits.Default"/> when null.</param>
    /// <exception cref="InvalidModelException">
    /// The bytes are no valid model, or the name or a metric cannot stand in a manifest.
    /// </exception>
    public static ModelManifest Describe(
        string name,
        ReadOnlySpan<byte> bytes,
        ulong seed,
        IReadOnlyDictionary<string, double> metrics,
        string source,
        DateTimeOffset? trainedAt = null,
        OnnxLimits? limits = null)
    {
        var summary = OnnxModelVerifier.Verify(bytes, limits);
        var manifest = new ModelManifest
        {
            Format = CurrentFormat,
            Name = name,
            Sha256 = Hash(bytes),
            Length = bytes.Length,
            Opset = summary.Opset,
            Inputs = summary.Inputs,
            Outputs = summary.Outputs,
            Parameters = summary.Parameters,
            Seed = seed,
            Source = source,
            Metrics = new SortedDictionary<string, double>(metrics.ToDictionary(), StringComparer.Ordinal),
            TrainedAt = trainedAt,
        };
        manifest.Validate();
        return manifest;
    }

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="InvalidModelException">It is damaged, too large, or of a later format.</exception>
    public static ModelManifest Parse(ReadOnlySpan<byte> json)
    {
        if (json.Length > MaximumBytes)
            throw new InvalidModelException(
                $"The model manifest has {json.Length} bytes, and {MaximumBytes} are the most: write it anew with fewer metrics.");
        try
        {
            var manifest = JsonSerializer.Deserialize<ModelManifest>(json, _json)
                ?? throw new InvalidModelException("The model manifest is null: write it anew.");
            manifest.Validate();
            return manifest;
        }
        catch (JsonException exception)
        {
            throw new InvalidModelException(
                $"The model manifest is damaged, or of a later version: {exception.Message} Write it anew.", exception);
        }
    }

    /// <summary>The manifest as UTF-8 JSON, which <see cref="Parse"/> reads.</summary>
    /// <exception cref="InvalidModelException">It is larger than what is read, or holds what cannot stand in a manifest.</exception>
    public byte[] ToBytes()
    {
        Validate();
        byte[] json = [.. JsonSerializer.SerializeToUtf8Bytes(this, _json), (byte)'\n'];
        if (json.Length > MaximumBytes)
            throw new InvalidModelException(
                $"The model manifest has {json.Length} bytes, and {MaximumBytes} are the most: give it fewer metrics.");
        return json;
    }

    /// <summary>Verifies a model file, and that it is the one described here.</summary>
    /// <returns>What the model says of itself.</returns>
    /// <exception cref="InvalidModelException">It is another file, or no valid model.</exception>
    public OnnxModelSummary Check(ReadOnlySpan<byte> bytes, OnnxLimits? limits = null)
    {
        const string Remedy = "copy the model and its manifest together, or train anew";
        if (bytes.Length != Length)
            throw new InvalidModelException($"The model '{Name}' has {bytes.Length} bytes, but its manifest says {Length}: {Remedy}.");
        var hash = Hash(bytes);
        if (hash != Sha256)
            throw new InvalidModelException($"The model '{Name}' has the SHA-256 {hash}, but its manifest says {Sha256}: {Remedy}.");
        var summary = OnnxModelVerifier.Verify(bytes, limits);
        if (summary.Opset != Opset || summary.Parameters != Parameters
            || !summary.Inputs.SequenceEqual(Inputs) || !summary.Outputs.SequenceEqual(Outputs))
            throw new InvalidModelException(
                $"The model '{Name}' maps {string.Join(", ", summary.Inputs)} to {string.Join(", ", summary.Outputs)} by "
                + $"{summary.Parameters} parameters and operator set {summary.Opset}, but its manifest says otherwise: {Remedy}.");
        return summary;
    }

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private void Validate()
    {
        if (Format != CurrentFormat)
            throw new InvalidModelException(
                $"The model manifest is of format {Format}, and {CurrentFormat} is known: update Mixtape, or write the "
                + "manifest anew.");
        if (Name.Length is 0 or > 64 || Name.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-"))
            throw new InvalidModelException("A model's name must be 1 to 64 lower-case letters, digits and hyphens: rename it.");
        if (Sha256.Length != 64 || Sha256.AsSpan().ContainsAnyExcept("0123456789abcdef"))
            throw new InvalidModelException($"The manifest of '{Name}' has no SHA-256 of 64 lower-case hexadecimal digits: write it anew.");
        foreach (var (metric, value) in Metrics)
        {
            if (!double.IsFinite(value))
                throw new InvalidModelException(
                    $"The metric '{metric}' of '{Name}' is {value}: leave out figures that are not finite.");
        }

        if (Inputs.Concat(Outputs).Any(value => value is null))
            throw new InvalidModelException($"The manifest of '{Name}' has an input or output that is null: write it anew.");
    }

    /// <summary>Element types go by the lower-case names that other tools use: <c>uint8</c>, <c>float16</c>.</summary>
    private sealed class LowerCase : JsonNamingPolicy
    {
        public override string ConvertName(string name) => name.ToLowerInvariant();
    }
}
