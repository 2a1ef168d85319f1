using Microsoft.ML.OnnxRuntime;
using Mixtape.Local.FunctionsRuntime.Tests.Surface;

namespace Mixtape.Local.OnnxRuntime.Tests;

/// <summary>The binding has nothing public that the real package does not have just so.</summary>
public sealed class SurfaceTests
{
    private static readonly string _copy = Path.Combine(AppContext.BaseDirectory, "Surface", "onnxruntime.txt");

    [Fact]
    public void Binding_EachPublicMember_ExistsInTheRealPackage()
    {
        var real = Read(_copy).ToHashSet();
        var own = SurfaceOf.Assembly(typeof(InferenceSession).Assembly).ToList();

        Assert.True(own.Count > 120, $"only {own.Count} members were seen");
        var invented = own.Where(line => !real.Contains(line)).Order().ToList();
        Assert.True(invented.Count == 0, "The real package lacks:\n" + string.Join('\n', invented));
    }

    [Fact]
    public void Copy_EachLine_StandsInTheWholeList() =>
        Assert.Empty(Read(_copy).Except(Read(Repository.Shared("azure-api", "onnxruntime.txt"))));

    private static IEnumerable<string> Read(string path) => File.ReadLines(path).Select(line => line.TrimEnd());
}
