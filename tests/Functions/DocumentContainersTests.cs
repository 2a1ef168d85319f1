using System.Reflection;
using System.Text.Json;
using Mixtape.Functions.Training;

namespace Mixtape.Functions.Tests;

public sealed class DocumentContainersTests
{
    [Fact]
    public void All_NamesEachContainerOfTheApp_Once()
    {
        const BindingFlags Everything = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        var named = typeof(MixtapeServices).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(Everything))
            .Where(field => field.IsLiteral && field.Name.EndsWith("Container", StringComparison.Ordinal))
            .Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(named.Distinct().Order(), DocumentContainers.All.Select(container => container.Name).Order());
    }

    [Fact]
    public void All_VectorProperties_AreThoseOfTheValues()
    {
        foreach (var (value, container) in new (object, string)[]
        {
            (new ListenerVector([1], [], []), ListenerVector.Container),
            (new TrackVector([1], 1), TrackVector.Container),
        })
        {
            var property = DocumentContainers.All.Single(known => known.Name == container).VectorProperty!;
            var json = JsonSerializer.SerializeToElement(value, value.GetType(), JsonSerializerOptions.Web);
            Assert.Equal(JsonValueKind.Array, json.GetProperty(property).ValueKind);
        }
    }
}
