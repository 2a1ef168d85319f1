using System.Runtime.CompilerServices;
using System.Text;
using Mixtape.Learning.Onnx;

namespace Mixtape.Learning.Tests.Onnx;

public sealed class ModelManifestTests
{
    public static TheoryData<string> GoldenVersions =>
        [.. Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, "Onnx", "Golden")).Select(folder => Path.GetFileName(folder)!)];

    public static ModelManifest Sample() => ModelManifest.Describe(
        "layer",
        SampleModels.Layer().ToBytes(),
        seed: ulong.MaxValue,
        metrics: new Dictionary<string, double> { ["loss"] = 0.125, ["accuracy"] = 1 },
        source: "a test");

    [Fact]
    public void Describe_AModel_SaysWhatItIs()
    {
        var bytes = SampleModels.Layer().ToBytes();
        var manifest = Sample();

        Assert.Equal((1, "layer", (long)bytes.Length), (manifest.Format, manifest.Name, manifest.Length));
        Assert.Equal((OnnxGraph.Opset, 8L), (manifest.Opset, manifest.Parameters));
        Assert.Equal([new OnnxValue("features", OnnxElementType.Float, ["batch", 3])], manifest.Inputs);
        Assert.Equal(["accuracy", "loss"], manifest.Metrics.Keys);
        Assert.Null(manifest.TrainedAt);
        Assert.Equal(8, manifest.Check(bytes).Parameters);
    }

    [Fact]
    public void ToBytes_Parsed_IsTheSame()
    {
        var manifest = Sample() with { TrainedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)) };

        var parsed = ModelManifest.Parse(manifest.ToBytes());

        Assert.Equal(manifest.ToBytes(), parsed.ToBytes());
        Assert.Equal(manifest.TrainedAt, parsed.TrainedAt);
        Assert.Equal(manifest.Seed, parsed.Seed);
        Assert.Equal(Sample().ToBytes(), Sample().ToBytes());
    }

    [Fact]
    public void ToBytes_OpenShapes_ReadBack()
    {
        var manifest = Sample() with
        {
            Inputs = [new OnnxValue("a", OnnxElementType.UInt8, [default, "n", 3]), new OnnxValue("b", OnnxElementType.None, null)],
        };

        Assert.Equal(manifest.Inputs, ModelManifest.Parse(manifest.ToBytes()).Inputs);
        Assert.Contains("\"uint8\"", Encoding.UTF8.GetString(manifest.ToBytes()));
    }

    [Fact]
    public void FileNames_StandBesideEachOther() =>
        Assert.Equal(("layer.onnx", "layer.manifest.json"), (ModelManifest.ModelFile("layer"), ModelManifest.ManifestFile("layer")));

    [Fact]
    public void Check_AnotherModel_IsRefused()
    {
        var bytes = SampleModels.Layer().ToBytes();
        var manifest = Sample();
        var changed = (byte[])bytes.Clone();
        changed[^1]--;

        AssertRefused("SHA-256", () => manifest.Check(changed));
        AssertRefused("bytes, but its manifest says", () => manifest.Check(bytes.AsSpan(1)));
        AssertRefused("says otherwise", () => (manifest with { Inputs = [] }).Check(bytes));
        AssertRefused("says otherwise", () => (manifest with { Outputs = manifest.Inputs }).Check(bytes));
        var wider = manifest.Inputs[0] with { Dimensions = ["batch", 4] };
        AssertRefused("says otherwise", () => (manifest with { Inputs = [wider] }).Check(bytes));
        AssertRefused("says otherwise", () => (manifest with { Opset = 16 }).Check(bytes));
        AssertRefused("says otherwise", () => (manifest with { Parameters = 9 }).Check(bytes));
        AssertRefused("MaximumNodes", () => manifest.Check(bytes, new OnnxLimits { MaximumNodes = 1 }));
    }

    [Fact]
    public void Describe_WhatCannotStandInAManifest_IsRefused()
    {
        var bytes = SampleModels.Layer().ToBytes();
        var none = new Dictionary<string, double>();

        AssertRefused("lower-case letters", () => ModelManifest.Describe("../layer", bytes, 1, none, ""));
        AssertRefused("lower-case letters", () => ModelManifest.Describe("", bytes, 1, none, ""));
        var wrong = new Dictionary<string, double> { ["loss"] = double.NaN };
        AssertRefused("not finite", () => ModelManifest.Describe("layer", bytes, 1, wrong, ""));
        AssertRefused("no ONNX file", () => ModelManifest.Describe("layer", [1, 2, 3], 1, none, ""));
        AssertRefused("65536 are the most", () => ModelManifest.Describe("layer", bytes, 1, none, new string('x', 70_000)).ToBytes());
    }

    [Theory]
    [InlineData("\"format\": 1", "\"format\": 2", "format 2")]
    [InlineData("\"format\": 1", "\"format\": null", "damaged")]
    [InlineData("\"format\": 1,", "", "damaged")]
    [InlineData("\"format\": 1,", "\"format\": 1, \"format\": 1,", "damaged")]
    [InlineData("\"format\": 1,", "\"format\": 1, \"color\": 1,", "color")]
    [InlineData("\"name\": \"layer\"", "\"name\": \"../layer\"", "lower-case letters")]
    [InlineData("\"name\": \"layer\"", "\"name\": null", "damaged")]
    [InlineData("\"name\": \"features\",", "", "damaged")]
    [InlineData("\"sha256\": \"", "\"sha256\": \"A", "SHA-256")]
    [InlineData("\"batch\"", "-1", "dimension")]
    [InlineData("\"batch\"", "\"\"", "dimension")]
    [InlineData("\"float\"", "1", "damaged")]
    [InlineData("\"float\"", "\"flaot\"", "damaged")]
    [InlineData("\"loss\": 0.125", "\"loss\": \"NaN\"", "damaged")]
    [InlineData("\"loss\": 0.125", "\"loss\": 1e999", "not finite")]
    [InlineData("\"loss\": 0.125", "\"loss\": 1, \"loss\": 2", "damaged")]
    public void Parse_Damaged_SaysWhatIsWrong(string from, string to, string expected)
    {
        var json = Encoding.UTF8.GetString(Sample().ToBytes());
        Assert.Contains(from, json);
        var at = json.IndexOf(from, StringComparison.Ordinal);

        AssertRefused(expected, () => ModelManifest.Parse(Encoding.UTF8.GetBytes(json[..at] + to + json[(at + from.Length)..])));
    }

    [Theory]
    [InlineData("", "damaged")]
    [InlineData("null", "is null")]
    [InlineData("[]", "damaged")]
    [InlineData("{}", "damaged")]
    public void Parse_SomethingElse_IsRefused(string json, string expected) =>
        AssertRefused(expected, () => ModelManifest.Parse(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Parse_TooLarge_IsRefused() =>
        AssertRefused("65536 are the most", () => ModelManifest.Parse(new byte[ModelManifest.MaximumBytes + 1]));

    [Theory]
    [MemberData(nameof(GoldenVersions))]
    public void Check_EveryVersionEverWritten_IsFine(string version)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Onnx", "Golden", version);

        var manifest = ModelManifest.Parse(File.ReadAllBytes(Path.Combine(folder, ModelManifest.ManifestFile("layer"))));

        Assert.Equal(8, manifest.Check(File.ReadAllBytes(Path.Combine(folder, ModelManifest.ModelFile("layer")))).Parameters);
        Assert.Equal((ulong.MaxValue, "a test", 0.125), (manifest.Seed, manifest.Source, manifest.Metrics["loss"]));
    }

    [Fact]
    public void ToBytes_OfTheSample_AreThoseOfTheNewestVersion()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Onnx", "Golden", $"v{ModelManifest.CurrentFormat}");

        Assert.Equal(File.ReadAllText(Path.Combine(folder, "layer.manifest.json")), Encoding.UTF8.GetString(Sample().ToBytes()));
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder, "layer.onnx")), SampleModels.Layer().ToBytes());
    }

    [Fact(Explicit = true)]
    public void WriteGoldenFiles_ThatAreMissing()
    {
        var folder = Path.Combine(Path.GetDirectoryName(SourceFile())!, "Golden", $"v{ModelManifest.CurrentFormat}");
        Directory.CreateDirectory(folder);
        foreach (var (name, bytes) in new[] { ("layer.manifest.json", Sample().ToBytes()), ("layer.onnx", SampleModels.Layer().ToBytes()) })
        {
            if (!File.Exists(Path.Combine(folder, name))) File.WriteAllBytes(Path.Combine(folder, name), bytes);
        }
    }

    private static void AssertRefused(string remedy, Action call) =>
        Assert.Contains(remedy, Assert.Throws<InvalidModelException>(call).Message);

    private static string SourceFile([CallerFilePath] string path = "") => path;
}
