using Mixtape.Learning.Onnx;
using Mixtape.Learning.Onnx.Format;

namespace Mixtape.Learning.Tests.Onnx;

/// <summary>Models to test with: one that we write, and the files shared beside the repository.</summary>
internal static class SampleModels
{
    /// <summary>One layer: scores = relu(features [batch, 3] x weights [3, 2] + bias [2]).</summary>
    public static OnnxGraph Layer()
    {
        var graph = new OnnxGraph("layer");
        var features = graph.Input("features", OnnxElementType.Float, "batch", 3);
        var weights = graph.Constant("weights", [0.5f, -1, 2, 0, 1, 0.25f], 3, 2);
        var bias = graph.Constant("bias", [0.125f, -0.5f], 2);
        var product = graph.Add("Gemm", [features, weights, bias], "affine", OnnxAttribute.Float("alpha", 1));
        graph.AddTo(["scores"], "Relu", [product]);
        graph.Output("scores", OnnxElementType.Float, "batch", 2);
        return graph;
    }

    /// <summary>The same, as what a test then breaks.</summary>
    public static ModelProto Parsed() => ModelProto.Parser.ParseFrom(Layer().ToBytes());

    /// <summary>A file of the folder shared beside the repository, or null where it is absent.</summary>
    public static string? Shared(params ReadOnlySpan<string> path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "Functions.sln"))) continue;
            var file = Path.Combine([Path.Combine(folder.FullName, "..", "shared"), .. path]);
            return File.Exists(file) ? file : null;
        }

        return null;
    }
}
