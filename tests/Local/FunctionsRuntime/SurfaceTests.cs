using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Mixtape.Local.FunctionsRuntime.Tests.Surface;

namespace Mixtape.Local.FunctionsRuntime.Tests;

/// <summary>The runtime has nothing public that the real packages do not have just so.</summary>
public sealed class SurfaceTests
{
    public static TheoryData<string> Lists { get; } = ["functions-worker.txt", "durabletask.txt"];

    [Fact]
    public void Runtime_EachPublicMember_ExistsInTheRealPackages()
    {
        var real = Lists.SelectMany(list => Read(Path.Combine(AppContext.BaseDirectory, "Surface", list))).ToHashSet();
        var own = SurfaceOf.Assembly(typeof(FunctionContext).Assembly).ToList();

        Assert.True(own.Count > 300, $"only {own.Count} members were seen");
        var invented = own.Where(line => !real.Contains(line)).Order().ToList();
        Assert.True(invented.Count == 0, "The real packages lack:\n" + string.Join('\n', invented));
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public void Copy_EachLine_StandsInTheWholeList(string list)
    {
        var root = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "RepositoryRoot").Value!;
        var whole = Path.Combine(root, "..", "shared", "azure-api", list);
        if (!File.Exists(whole))
            Assert.Skip("The whole lists are not beside the repository.");

        Assert.Empty(Read(Path.Combine(AppContext.BaseDirectory, "Surface", list)).Except(Read(whole)));
    }

    private static IEnumerable<string> Read(string path) => File.ReadLines(path).Select(line => line.TrimEnd());
}
