using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mixtape.Functions.Tests.Infrastructure;

public sealed partial class BicepTests
{
    [Fact]
    public void Templates_HaveNoProblem()
    {
        var files = BicepFile.Read(BicepFile.Texts);

        Assert.Contains("main.bicep", files.Keys);
        Assert.Contains("modules/app.bicep", files.Keys);
        Assert.Empty(files.SelectMany(file => file.Value.Problems.Select(problem => $"{file.Key}:{problem}")));
    }

    [Fact]
    public void Read_BrokenText_SaysWhatIsWrong()
    {
        var problems = new Dictionary<string, string>
        {
            ["param name string = 'a\n"] = "2:1 lacks '",
            ["param name =\n"] = "1:1 cannot be read: param name =",
            ["var list = [\n  { a: 1\n]\n"] = "2:9 lacks }",
            ["param name string\noutput other string = nmae\n"] = "2:23 nothing declares nmae",
            ["param name string\n"] = "nothing uses name",
            ["output made string = uniqueStrnig('a')\n"] = "1:22 nothing declares uniqueStrnig",
        };

        var files = BicepFile.Read(problems.Keys.ToDictionary(text => text));

        Assert.All(problems, expected => Assert.Contains(expected.Value, files[expected.Key].Problems));
    }

    [Fact]
    public void Parameters_AreAllDescribed()
    {
        var parameters = BicepFile.Read(BicepFile.Texts).SelectMany(
            file => file.Value.Parameters.Select(parameter => (file.Key, parameter.Name, parameter.Decorators)));

        Assert.All(parameters, parameter => Assert.True(
            (string?)parameter.Decorators.GetValueOrDefault("description") is { Length: > 5 }, $"{parameter.Key}: {parameter.Name}"));
    }

    [Fact]
    public void Modules_GetWhatTheyAskFor_AndGiveWhatIsAskedOfThem()
    {
        var files = BicepFile.Read(BicepFile.Texts, new { privateNetwork = true });
        var called = new HashSet<string>();
        foreach (var (path, file) in files)
        {
            foreach (var module in file.Modules)
            {
                called.Add(module.Path);
                var callee = files[module.Path];
                var passed = Assert.Single(module.Bodies)["params"]!.AsObject().Select(parameter => parameter.Key).ToHashSet();
                Assert.Subset(callee.Parameters.Select(parameter => parameter.Name).ToHashSet(), passed);
                var needed = callee.Parameters.Where(parameter => parameter.Default is null).Select(parameter => parameter.Name);
                Assert.Subset(passed, needed.ToHashSet());
                var asked = Regex.Matches(BicepFile.Texts[path], $@"\b{module.Name}!?\.outputs\.(\w+)");
                Assert.Subset(callee.Outputs.ToHashSet(), asked.Select(match => match.Groups[1].Value).ToHashSet());
            }
        }

        Assert.Equal(files.Keys.Where(path => path != "main.bicep").Order(), called.Order());
    }

    [Fact]
    public void MainAndResources_TakeTheSameSettings()
    {
        var files = BicepFile.Read(BicepFile.Texts);

        Assert.Equal(Settings("main.bicep"), Settings("resources.bicep"));

        IEnumerable<string> Settings(string path) => files[path].Parameters.Where(parameter => parameter.Name != "location").Select(
            parameter => $"{parameter.Name} {parameter.Type} {parameter.Default?.ToJsonString()} "
                + string.Join(' ', parameter.Decorators.Where(decorator => decorator.Key != "description")
                    .Select(decorator => $"{decorator.Key}({decorator.Value?.ToJsonString()})")));
    }

    [Fact]
    public void ParameterFile_NamesEachSetting_WithItsDefault()
    {
        var main = BicepFile.Read(BicepFile.Texts)["main.bicep"].Parameters;
        var text = File.ReadAllText(Path.Combine(BicepFile.Root, "infra", "main.parameters.json"));
        var json = JsonNode.Parse(text)!["parameters"]!.AsObject();
        var document = File.ReadAllText(Path.Combine(BicepFile.Root, "docs", "deploy.md"));

        Assert.Equal(main.Select(parameter => parameter.Name), json.Select(parameter => parameter.Key));
        foreach (var parameter in main)
        {
            var value = Substitution().Match((string)json[parameter.Name]!["value"]!);
            Assert.True(value.Success, parameter.Name);
            Assert.StartsWith(parameter.Default is null ? "AZURE_" : "MIXTAPE_", value.Groups["name"].Value);
            Assert.Equal(parameter.Default?.ToString() ?? "", value.Groups["default"].Value, ignoreCase: true); // true and false
            if (parameter.Default is not null) Assert.Contains($"`{value.Groups["name"].Value}`", document);
        }
    }

    [Fact]
    public void Templates_HoldNoSecret()
    {
        var texts = BicepFile.Texts.Append(new("azure.yaml", File.ReadAllText(Path.Combine(BicepFile.Root, "azure.yaml"))));

        Assert.All(texts, text => Assert.DoesNotMatch(Secrets(), text.Value));
        var parameters = BicepFile.Read(BicepFile.Texts).Values.SelectMany(file => file.Parameters);
        Assert.DoesNotContain(parameters, parameter => parameter.Decorators.ContainsKey("secure"));
        Assert.All(
            new[] { "storage.listKeys()", "AccountKey=a", "listConnectionStrings(", "account.properties.primaryKey", "SharedAccessKey=b" },
            text => Assert.Matches(Secrets(), text));
    }

    [Fact]
    public void AzureYaml_NamesTheProject_AndTheTagOfTheApp()
    {
        var yaml = File.ReadAllText(Path.Combine(BicepFile.Root, "azure.yaml"));
        var service = Service().Match(yaml);

        Assert.True(File.Exists(Path.Combine(BicepFile.Root, service.Groups["project"].Value, "Mixtape.Functions.csproj")));
        Assert.Equal(("dotnet", "function"), (service.Groups["language"].Value, service.Groups["host"].Value));
        var app = BicepFile.Read(BicepFile.Texts, new { tags = new { } })["modules/app.bicep"].Resource("app");
        Assert.Equal(service.Groups["name"].Value, (string?)app["tags"]!["azd-service-name"]);
    }

    [GeneratedRegex(@"^\$\{(?<name>[A-Z_]+)(=(?<default>[^}]*))?\}$")]
    private static partial Regex Substitution();

    [GeneratedRegex(@"(?i)listKeys|listConnectionStrings|listSecrets|listAccountSas|AccountKey|SharedAccess|primaryKey|password|sig=")]
    private static partial Regex Secrets();

    [GeneratedRegex(@"\n  (?<name>\w+):\n    project: (?<project>\S+)\n    language: (?<language>\w+)\n    host: (?<host>\w+)")]
    private static partial Regex Service();
}
