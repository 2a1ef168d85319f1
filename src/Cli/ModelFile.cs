using System.CommandLine;
using Mixtape.Learning.Onnx;

namespace Mixtape.Cli;

/// <summary>A model's file and the manifest beside it.</summary>
internal static class ModelFile
{
    /// <summary>Where to write a model.</summary>
    public static Option<string> Option()
    {
        var file = new Option<string>("--out")
        {
            Description = "The model file to write, such as model.onnx; its manifest goes beside it.",
            HelpName = "file",
            Required = true,
        };
        file.Validators.Add(result =>
        {
            if (result.Tokens is [var text] && !text.Value.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
                result.AddError("--out must end with .onnx.");
        });
        return file;
    }

    /// <summary>Where a model's manifest is: model.manifest.json beside model.onnx.</summary>
    public static string ManifestOf(string model) => Path.ChangeExtension(model, ".manifest.json");

    /// <summary>Writes both, each whole or not at all.</summary>
    public static void Save(string path, byte[] onnx, ModelManifest manifest)
    {
        foreach (var (file, bytes) in ((string, byte[])[])[(path, onnx), (ManifestOf(path), manifest.ToBytes())])
        {
            // Under another name until it is whole.
            File.WriteAllBytes(file + ".partial", bytes);
            File.Move(file + ".partial", file, overwrite: true);
        }
    }
}
