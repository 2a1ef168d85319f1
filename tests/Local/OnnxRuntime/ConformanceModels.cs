using System.Formats.Tar;
using System.IO.Compression;

namespace Mixtape.Local.OnnxRuntime.Tests;

/// <summary>The ONNX project's conformance models, with inputs and expected outputs, read from their archive.</summary>
internal static class ConformanceModels
{
    private static readonly Lazy<Dictionary<string, byte[]>> _files = new(ReadArchive);

    /// <summary>The models' folders, such as "simple/test_shrink"; none where the archive is not there.</summary>
    public static IEnumerable<string> Names => File.Exists(Archive)
        ? _files.Value.Keys.Where(path => Path.GetFileName(path) == "model.onnx").Select(path => path[..^"/model.onnx".Length]).Order()
        : [];

    private static string Archive => Path.Combine(Repository.Root, "..", "shared", "data", "onnx", "backend-test.tar.gz");

    public static byte[] Model(string name) => _files.Value[$"{name}/model.onnx"];

    /// <summary>The tensors "input_0", "input_1", ... or "output_0", ... of a model's data.</summary>
    public static IEnumerable<TensorProto> Tensors(string name, string kind)
    {
        for (var i = 0; _files.Value.TryGetValue($"{name}/test_data_set_0/{kind}_{i}.pb", out var bytes); i++)
            yield return TensorProto.Parse(bytes);
    }

    private static Dictionary<string, byte[]> ReadArchive()
    {
        using var file = File.OpenRead(Archive);
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        using var tar = new TarReader(unzipped);
        var files = new Dictionary<string, byte[]>();
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is not { } data) continue;
            var bytes = new byte[entry.Length];
            data.ReadExactly(bytes);
            files[entry.Name["backend-test/".Length..]] = bytes;
        }
        return files;
    }
}
