using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Mixtape.Functions.Tests;

public sealed partial class ArchitectureTests
{
    /// <summary>Which rooms a room's code may refer to. Arrows point one way only.</summary>
    private static readonly Dictionary<string, string[]> _arrows = new()
    {
        ["Mixtape.Numerics"] = [],
        ["Mixtape.Learning"] = ["Mixtape.Numerics", "Mixtape.Local.OnnxRuntime"],
        ["Mixtape.Music"] = ["Mixtape.Learning", "Mixtape.Numerics"],
        ["Mixtape.Storage"] = [],
        ["Mixtape.Local.FunctionsRuntime"] = [],
        ["Mixtape.Local.OnnxRuntime"] = [],
        ["Mixtape.Functions"] =
            ["Mixtape.Music", "Mixtape.Learning", "Mixtape.Numerics", "Mixtape.Storage", "Mixtape.Local.FunctionsRuntime"],
        ["Mixtape.Cli"] = ["Mixtape.Music", "Mixtape.Learning", "Mixtape.Numerics"],
    };

    private static readonly string _root = FindRoot();

    [Fact]
    public void Projects_ReferToRooms_OnlyAlongTheArrows()
    {
        var projects = Directory.GetFiles(Path.Combine(_root, "src"), "*.csproj", SearchOption.AllDirectories);
        Assert.Equal(_arrows.Keys.Order(), projects.Select(Path.GetFileNameWithoutExtension).Order());
        foreach (var project in projects)
        {
            var referred = XDocument.Load(project).Descendants("ProjectReference")
                .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
            Assert.Subset(_arrows[Path.GetFileNameWithoutExtension(project)].ToHashSet(), referred.ToHashSet());
        }
    }

    [Fact]
    public void LearningAndNumerics_KnowNoMusic_AndMusicKnowsNoStore()
    {
        foreach (var (folder, words) in new[] { ("Numerics", "track|listener|playlist"), ("Learning", "track|listener|playlist"), ("Music", "cosmos|azure") })
        {
            foreach (var file in Directory.GetFiles(Path.Combine(_root, "src", folder), "*.cs", SearchOption.AllDirectories))
                Assert.DoesNotMatch($@"(?i)\b({words})s?\b", File.ReadAllText(file));
        }
    }

    [Fact]
    public void AppSource_DoesNotKnowItsRuntime()
    {
        string[] rooms = ["Functions", "Learning"];
        foreach (var file in rooms.SelectMany(room => Directory.GetFiles(Path.Combine(_root, "src", room), "*.cs", SearchOption.AllDirectories)))
        {
            var text = File.ReadAllText(file);
            Assert.DoesNotContain("#if", text);
            Assert.DoesNotContain("Mixtape.Local", text);
        }
    }

    [Fact]
    public void UnsafeCode_StandsInNumericsAndTheNativeBindingAlone()
    {
        string[] allowed = [Path.Combine(_root, "src", "Numerics"), Path.Combine(_root, "src", "Local", "OnnxRuntime")];
        foreach (var file in Directory.GetFiles(Path.Combine(_root, "src"), "*.cs", SearchOption.AllDirectories))
        {
            if (allowed.Any(folder => file.StartsWith(folder, StringComparison.Ordinal))) continue;
            Assert.DoesNotMatch(UnsafeCode(), File.ReadAllText(file));
        }
    }

    [GeneratedRegex(@"\bunsafe\b\s*(\{|[a-z])")]
    private static partial Regex UnsafeCode();

    private static string FindRoot([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../.."));
}
