using System.Reflection;

namespace Mixtape.Local.OnnxRuntime.Tests;

internal static class Repository
{
    public static string Root { get; } = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>A file of the shared data; the test skips where that is not beside the repository.</summary>
    public static string Shared(params string[] path)
    {
        var file = Path.Combine([Root, "..", "shared", .. path]);
        if (!File.Exists(file))
            Assert.Skip($"../shared/{string.Join('/', path)} is not beside the repository.");
        return file;
    }
}
